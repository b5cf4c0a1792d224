package dev.cloister.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.member.Member;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.member.RemoteHub;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.OutOfSharedMemory;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hub's door, with members at the other end of real sockets, all in this process. */
@Timeout(60)
class HubServerTest {
    private final Hub hub = new Hub();

    /** A member as in another process; its connection ends with {@link #close}. */
    private static final class Remote implements AutoCloseable {
        private final Member member;

        Remote(Hub hub) throws IOException {
            HubAddress address = hub.listen();
            member = new Member(events -> {
                try {
                    return new RemoteHub(address, events);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public void close() {
            ((RemoteHub) member.port()).close();
        }
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static FutureTask<Boolean> start(Callable<Boolean> body) {
        FutureTask<Boolean> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void membersSeeEachOthersWordsAndWakeEachOther() throws Exception {
        try (Remote first = new Remote(hub);
                Remote second = new Remote(hub)) {
            Attachment here = first.member.create(ObjectKind.MEMORY, 64, 0);
            Attachment there = second.member.attach(here.id());
            assertThat(first.member.number()).isNotEqualTo(second.member.number());
            FutureTask<Boolean> waiting =
                    start(() -> there.await(0, 8, 0, Waits.How.CHANGE, System.nanoTime() + 30_000_000_000L));
            until("the wait is counted", () -> Words.get(here.memory(), 8) == 1);
            Words.set(here.memory(), 0, 42);
            here.wake(0, 1);
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Words.get(there.memory(), 0)).isEqualTo(42);
            first.member.release(here, true);
            until("the end is told", () -> !there.isOpen());
            assertThatThrownBy(there::requireOpen).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aConnectionThatEndsFreesWhatItsProcessHeld() throws Exception {
        try (Remote second = new Remote(hub)) {
            Attachment there;
            FutureTask<Boolean> waiting;
            try (Remote first = new Remote(hub)) {
                Attachment here = first.member.create(ObjectKind.LOCK, Mutex.BYTES, 0);
                there = second.member.attach(here.id());
                assertThat(new Mutex(here.memory(), 0, here).tryLock(here.token()))
                        .isEqualTo(Mutex.Outcome.LOCKED);
                Mutex mutex = new Mutex(there.memory(), 0, there);
                waiting = start(() -> mutex.lock(there.token()) == Mutex.Outcome.LOCKED_ABANDONED);
                until("it waits", () -> Words.get(there.memory(), 8) == 1);
            }
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTimedWaitEndsAndLeavesNoCount() throws Exception {
        try (Remote first = new Remote(hub)) {
            Attachment here = first.member.create(ObjectKind.MEMORY, 64, 0);
            long begin = System.nanoTime();
            assertThat(here.await(0, 8, 0, Waits.How.CHANGE, begin + 50_000_000))
                    .isFalse();
            assertThat(System.nanoTime() - begin).isBetween(50_000_000L, 5_000_000_000L);
            until("nobody waits", () -> Words.get(here.memory(), 8) == 0);
        }
    }

    @Test
    void anInterruptEndsOnlyTheWaitOfItsThread() throws Exception {
        try (Remote first = new Remote(hub)) {
            Attachment here = first.member.create(ObjectKind.MEMORY, 64, 0);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> here.await(0, 8, 0, Waits.How.CHANGE, Long.MAX_VALUE))
                    .isInstanceOf(InterruptedException.class);
            until("nobody waits", () -> Words.get(here.memory(), 8) == 0);
            Thread.currentThread().interrupt(); // a thread that sends while it is interrupted does not close the socket
            assertThat(first.member.create(ObjectKind.MEMORY, 64, 0).isOpen()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(here.isOpen()).isTrue();
        }
    }

    @Test
    void whoHasNoKeyIsNotListenedTo() throws Exception {
        HubAddress address = hub.listen();
        HubAddress guess =
                new HubAddress(address.path(), address.port(), new byte[HubAddress.KEY_BYTES], address.treeKey());
        assertThatThrownBy(() -> new RemoteHub(guess, hub.ownEvents())).isInstanceOf(IOException.class);
        assertClosedAfter(address, new byte[] {5, 0, 0, 0, 3, 0, 0, 0, 0});
        assertClosedAfter(address, new byte[] {-1, -1, -1, 127, 1});
        assertClosedAfter(address, new byte[] {0, 0, 0, 0});
        try (Remote honest = new Remote(hub)) {
            assertThat(honest.member.create(ObjectKind.MEMORY, 8, 0).isOpen()).isTrue();
        }
    }

    private static void assertClosedAfter(HubAddress address, byte[] sent) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address.socketAddress())) {
            int _ = channel.write(ByteBuffer.wrap(sent));
            int read;
            try {
                read = channel.read(ByteBuffer.allocate(100));
            } catch (IOException e) { // a reset is an end too
                read = -1;
            }
            assertThat(read).isEqualTo(-1);
        }
    }

    @Test
    void whoTalksNonsenseWithTheKeyIsTreatedAsDead() throws Exception {
        HubAddress address = hub.listen();
        try (SocketChannel channel = SocketChannel.open(address.socketAddress());
                Remote other = new Remote(hub)) {
            ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(1 + 4 + HubAddress.KEY_BYTES + 8).put((byte) 1).putInt(HubAddress.KEY_BYTES);
            bytes.put(address.key()).putLong(1).putInt(1).put((byte) 99);
            int _ = channel.write(bytes.flip());
            ByteBuffer welcome = ByteBuffer.allocate(100);
            while (channel.read(welcome) >= 0) {
                assertThat(welcome.position()).as("no more than the welcome").isLessThan(50);
            }
            assertThat(other.member.create(ObjectKind.MEMORY, 8, 0).isOpen()).isTrue();
        }
    }

    @Test
    void tooMuchMemoryIsRefusedWithWhatThereIs() throws Exception {
        try (Remote first = new Remote(hub)) {
            assertThatThrownBy(() -> first.member.create(ObjectKind.MEMORY, 1L << 60, 0))
                    .isInstanceOfSatisfying(OutOfSharedMemory.class, e -> {
                        assertThat(e.needed()).isEqualTo(1L << 60);
                        assertThat(e.free()).isPositive();
                    });
            assertThat(first.member.create(ObjectKind.MEMORY, 8, 0).isOpen()).isTrue();
        }
    }

    @Test
    void theDoorIsClosedWhenNobodyIsThere() throws Exception {
        HubAddress address;
        try (Remote first = new Remote(hub)) {
            address = hub.listen();
            assertThat(Path.of(address.path())).as("the socket").exists();
            Attachment here = first.member.create(ObjectKind.MEMORY, 8, 0);
            first.member.release(here, false);
        }
        until("the socket is gone", () -> !Files.exists(Path.of(address.path())));
        try (Remote later = new Remote(hub)) {
            assertThat(later.member.create(ObjectKind.MEMORY, 8, 0).isOpen()).isTrue();
        }
    }

    @Test
    void aHubThatIsGoneEndsAllWaits() throws Exception {
        Remote first = new Remote(hub);
        Attachment here = first.member.create(ObjectKind.MEMORY, 64, 0);
        FutureTask<Boolean> waiting = start(() -> here.await(0, 8, 0, Waits.How.CHANGE, Long.MAX_VALUE));
        until("it waits", () -> Words.get(here.memory(), 8) == 1);
        first.close();
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(here::requireOpen).isInstanceOf(IllegalStateException.class);
    }
}
