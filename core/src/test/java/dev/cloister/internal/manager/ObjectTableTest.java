package dev.cloister.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the objects of a manager live. */
@Timeout(30)
class ObjectTableTest {
    private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static void collectUntilGone(ObjectTable table, long object) {
        while (table.find(object) != null) {
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** In a frame of its own, so that nothing here keeps the object. */
    private static long add(ObjectTable table, ManagerServer server, boolean leased) {
        LocalObject object = table.add(server, "any", MethodTable.of(Runnable.class), new Object());
        if (leased) {
            table.lease(object);
        }
        return object.id();
    }

    @Test
    void aHandleOnItsWayKeepsItsObjectForATimeAndNobodyNeedsToAsk() {
        try (ManagerServer server = ManagerServer.open("table", List.of(), new Limits(8, 2, 100, 1 << 20, 0))) {
            ObjectTable table = new ObjectTable("table", 100, LEASE_NANOS);
            long before = System.nanoTime();
            long leased = add(table, server, true);
            long again = add(table, server, true);
            collectUntilGone(table, add(table, server, false));
            boolean inTime = System.nanoTime() - before < LEASE_NANOS;
            boolean kept = table.find(leased) != null;
            assertThat(kept || !inTime).isTrue();
            collectUntilGone(table, leased);
            collectUntilGone(table, again);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(LEASE_NANOS);
            long later = add(table, server, true);
            collectUntilGone(table, later);
        }
    }
}
