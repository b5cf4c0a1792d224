package dev.cloister.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.WorkerOptions;
import dev.cloister.internal.os.ResourceTools;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WorkerResourcesTest {
    private static final Path TOOL = Path.of("/bin/tool");
    private static final ResourceTools ALL = new ResourceTools(TOOL, TOOL, TOOL, Set.of(0, 1), true);
    private static final ResourceTools NONE = new ResourceTools(null, null, null, Set.of(), false);
    private static final WorkerOptions PLAIN = WorkerOptions.defaults();

    @Test
    void whatTheSystemCannotDoIsRefusedAndNamed() {
        assertMissing(PLAIN.withNiceness(1), "withNiceness", "the program nice");
        assertMissing(PLAIN.withPinning(), "withPinning", "taskset");
        assertMissing(PLAIN.withMemoryCap(1L << 30), "withMemoryCap", "Linux");
        assertMissing(PLAIN.withMemoryLimits(1L << 30, 0), "withMemoryLimits", "/proc");
        assertMissing(PLAIN.withMemoryLimits(0, 1L << 30), "withMemoryLimits", "ps");
        assertThatCode(() -> WorkerResources.require(PLAIN.withHeapShare(), NONE))
                .doesNotThrowAnyException();
    }

    private static void assertMissing(WorkerOptions options, String option, String what) {
        assertThatThrownBy(() -> WorkerResources.require(options, NONE))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(what)
                .hasMessageContaining("os.name=");
        assertThatCode(() -> WorkerResources.require(options, ALL)).doesNotThrowAnyException();
    }

    @Test
    void processorsOfOthersAreRefused() {
        assertThatThrownBy(() -> WorkerResources.require(PLAIN.withPinning(List.of(Set.of(0, 7))), ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[7]");
        ResourceTools untold = new ResourceTools(TOOL, TOOL, TOOL, Set.of(), true);
        assertThatThrownBy(() -> WorkerResources.require(PLAIN.withPinning(), untold))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Cpus_allowed_list");
    }

    @Test
    void aPlaceIsThatWithTheFewestWorkers() {
        CpuSeats seats = new CpuSeats(List.of(), new TreeSet<>(Set.of(2, 5, 9)));
        assertThat(List.of(seats.take(), seats.take(), seats.take(), seats.take()))
                .containsExactly(0, 1, 2, 0);
        assertThat(seats.cpus(1)).containsExactly(5);
        seats.leave(2);
        assertThat(seats.take()).isEqualTo(2);
        assertThat(seats.take()).isEqualTo(1);
    }

    @Test
    void wordsSetTheLimits() {
        assertThat(ResourceTools.pinWords(Set.of(0, 1, 65))).last().isEqualTo("0x20000000000000003");
        assertThat(ResourceTools.niceWords(5)).endsWith("-n", "5");
        assertThat(ResourceTools.capWords(1L << 30)).contains("ulimit -d 1048576 && exec \"$@\"");
        assertThat(new WorkerResources(PLAIN).words(-1)).isEmpty();
    }

    @Test
    void heapsOfManyWorkersShareTheMemory() {
        assertThat(HeapFlags.of(PLAIN, 3)).isEmpty();
        assertThat(HeapFlags.of(PLAIN, 8)).containsExactly("-XX:MaxRAMPercentage=9.375", "-XX:MinRAMPercentage=9.375");
        assertThat(HeapFlags.of(PLAIN, 4096)).contains("-XX:MaxRAMPercentage=1.0");
        assertThat(HeapFlags.of(PLAIN.withHeapShare(), 4096)).contains("-XX:MaxRAMPercentage=0.018");
        assertThat(HeapFlags.of(PLAIN.withHeapShare(), 1)).contains("-XX:MaxRAMPercentage=75.0");
        assertThat(HeapFlags.of(PLAIN.withHeap(64L << 20), 8)).containsExactly("-Xmx65536k");
        assertThat(HeapFlags.of(PLAIN.withMemoryCap(384L << 20), 8)).containsExactly("-Xmx131072k");
    }

    @Test
    void theUsersHeapIsRead() {
        assertThat(HeapFlags.userHeap(List.of("-Xmx1g", "-ea", "-Xmx512M"))).isEqualTo(512L << 20);
        assertThat(HeapFlags.userHeap(List.of("-XX:MaxHeapSize=2t"))).isEqualTo(2L << 40);
        assertThat(HeapFlags.userHeap(List.of("-Xmx65536"))).isEqualTo(65_536);
        assertThat(HeapFlags.userHeap(List.of("-Xmx", "-Xmxmuch"))).isNull();
        assertThat(HeapFlags.userHeap(List.of("-Xmx99999999999g"))).isNull();
    }
}
