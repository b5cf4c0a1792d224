package dev.cloister.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeSpaceTest {
    private static final int CAPACITY = 4096;

    private record Part(long at, long bytes) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void partsNeverOverlapAndFreedNeighboursMerge(long seed) {
        Random random = new Random(seed);
        FreeSpace space = new FreeSpace(CAPACITY);
        BitSet taken = new BitSet(CAPACITY);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < 55) {
                long bytes = 1 + random.nextInt(300);
                long at = space.take(bytes);
                if (at >= 0) {
                    assertThat(taken.get((int) at, (int) (at + bytes)).isEmpty())
                            .as("at %d", at)
                            .isTrue();
                    taken.set((int) at, (int) (at + bytes));
                    parts.add(new Part(at, bytes));
                } else {
                    assertThat(longestFree(taken)).as("the longest free part").isLessThan((int) bytes);
                }
            } else if (!parts.isEmpty()) {
                Part part = parts.remove(random.nextInt(parts.size()));
                space.giveBack(part.at(), part.bytes());
                taken.clear((int) part.at(), (int) (part.at() + part.bytes()));
            }
        }
        parts.forEach(part -> space.giveBack(part.at(), part.bytes()));
        assertThat(space.take(CAPACITY)).as("all in one piece again").isZero();
    }

    private static int longestFree(BitSet taken) {
        int longest = 0;
        for (int from = taken.nextClearBit(0); from < CAPACITY; ) {
            int to = taken.nextSetBit(from);
            longest = Math.max(longest, (to < 0 ? CAPACITY : to) - from);
            from = to < 0 ? CAPACITY : taken.nextClearBit(to);
        }
        return longest;
    }

    @Test
    void whatIsFreeCannotBeGivenBack() {
        FreeSpace space = new FreeSpace(CAPACITY);
        long first = space.take(100);
        space.giveBack(first, 100);
        assertThatThrownBy(() -> space.giveBack(first, 100)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> space.giveBack(CAPACITY - 10, 20)).isInstanceOf(IllegalStateException.class);
    }
}
