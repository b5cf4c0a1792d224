package dev.cloister.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Counts and their shares, with processes that exist only as numbers. */
class HoldingsTest {
    private static final long TOKEN = 7L << 40 | 1 << 8;

    private final MemorySegment memory = Arena.ofAuto().allocate(Holdings.BYTES, 8);

    /** Nobody waits in these tests. */
    private static final Waits NOBODY = new Waits() {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline) {
            throw new AssertionError("a wait for " + word);
        }

        @Override
        public void wake(long word, int count) {
            throw new AssertionError("a wake of " + word);
        }
    };

    private Holdings of(int participant) {
        return new Holdings(memory, 0, NOBODY, participant);
    }

    private boolean take(Holdings holdings, long count) {
        holdings.lock(TOKEN);
        try {
            return holdings.change(holdings.count() - count, holdings.own() + count);
        } finally {
            holdings.unlock();
        }
    }

    @Test
    void theShareOfTheDeadComesBackUpToTheBound() {
        Holdings two = of(2);
        two.begin(10, 10);
        assertThat(take(two, 3)).isTrue();
        assertThat(take(of(2), 2)).as("another handle finds the same row").isTrue();
        assertThat(take(of(3), 4)).isTrue();
        assertThat(two.own()).isEqualTo(5);
        assertThat(Holdings.returnShare(memory, 0, 2, 1)).isTrue();
        assertThat(two.count()).isEqualTo(6);
        assertThat(Holdings.returnShare(memory, 0, 2, 1)).as("once").isTrue();
        assertThat(two.count()).isEqualTo(6);
        assertThat(of(3).change(9, 4)).isTrue(); // as if others had given back what the third holds
        assertThat(Holdings.returnShare(memory, 0, 3, 1)).isTrue();
        assertThat(two.count()).isEqualTo(10);
    }

    @Test
    void theTableHasRoomForSoManyAndIsUsedAgain() {
        of(1).begin(10_000, 10_000);
        for (int participant = 1; participant <= Holdings.MAX_HOLDERS; participant++) {
            assertThat(take(of(participant), 1)).isTrue();
        }
        Holdings late = of(Holdings.MAX_HOLDERS + 1);
        assertThat(take(late, 1)).isFalse();
        assertThat(late.count()).as("unchanged").isEqualTo(10_000 - Holdings.MAX_HOLDERS);
        assertThat(take(late, 0)).as("who holds nothing needs no row").isTrue();
        assertThat(take(of(100), -1)).isTrue();
        assertThat(take(late, 1)).isTrue();
        assertThat(of(100).own()).isZero();
        assertThat(Holdings.MAX_HOLDERS).isGreaterThanOrEqualTo(256);
    }

    @Test
    void theHubComesBackLaterWhileALivingProcessIsInside() {
        Holdings two = of(2);
        two.begin(10, 10);
        assertThat(take(two, 3)).isTrue();
        Holdings three = of(3);
        three.lock(TOKEN);
        assertThat(Holdings.returnShare(memory, 0, 2, 1)).isFalse();
        three.unlock();
        assertThat(Holdings.returnShare(memory, 0, 2, 1)).isTrue();
        assertThat(two.count()).isEqualTo(10);
    }

    @Test
    void whoDiesInsideLosesTheMutexOnly() {
        Holdings seven = of(7);
        seven.begin(10, 10);
        assertThat(take(seven, 3)).isTrue();
        seven.lock(TOKEN);
        Holdings.recover(memory, 0, 7);
        assertThat(Holdings.returnShare(memory, 0, 7, 1)).isTrue();
        assertThat(seven.count()).isEqualTo(10);
    }
}
