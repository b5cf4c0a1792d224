package dev.cloister.internal.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.UsableCpus;
import org.junit.jupiter.api.Test;

class CpuBudgetTest {
    private static final double NO_QUOTA = Double.POSITIVE_INFINITY;

    @Test
    void agreesWithTheJdk() {
        UsableCpus cpus = UsableCpus.current();
        assertThat(cpus.count()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(cpus.reason()).isNotBlank();
    }

    @Test
    void saysWhatDecided() {
        assertThat(CpuBudget.reason(8, 8, 8, NO_QUOTA)).isEqualTo("all processors of the machine");
        assertThat(CpuBudget.reason(2, 8, 2, NO_QUOTA)).contains("affinity mask allows 2 of 8");
        assertThat(CpuBudget.reason(2, 8, 8, 1.5)).contains("cgroup quota of 1.5 of 8");
        assertThat(CpuBudget.reason(3, 8, 8, NO_QUOTA)).contains("ActiveProcessorCount");
    }

    @Test
    void countsProcessorLists() {
        assertThat(CpuBudget.listSize("0")).isEqualTo(1);
        assertThat(CpuBudget.listSize("0-3,8,10-11\n")).isEqualTo(7);
    }
}
