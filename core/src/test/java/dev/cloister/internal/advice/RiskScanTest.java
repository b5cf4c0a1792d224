package dev.cloister.internal.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RemoteFunction;
import dev.cloister.advice.Risk;
import java.lang.foreign.Linker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found in code that is not run. */
class RiskScanTest {
    private static List<Risk> scan(RemoteFunction<Integer, Integer> function) {
        return RiskScan.of(function);
    }

    private static int exits(int n) {
        if (n < 0) {
            System.exit(n);
        }
        return n;
    }

    private static int exitsFarAway(int n) {
        return Far.away(n);
    }

    private static int recursive(int n) {
        return n == 0 ? 0 : recursive(n - 1);
    }

    private static native int itself(int n);

    private static int links(int n) {
        return Linker.nativeLinker().hashCode() + n;
    }

    private static final class Far {
        static int away(int n) {
            Runnable halt = () -> Runtime.getRuntime().halt(n);
            halt.run();
            return n;
        }
    }

    @SuppressWarnings("restricted") // it is never run
    private static final class Loads {
        static {
            System.loadLibrary("nothing");
        }

        static int value(int n) {
            return n;
        }
    }

    private static final class Named implements RemoteFunction<Integer, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer apply(Integer n) {
            return exits(n);
        }
    }

    @Test
    void callsThatEndTheJvmAreFoundWhereverTheyAre() {
        Risk found = new Risk(Risk.Kind.EXITS, RiskScanTest.class.getName() + ".exits calls System.exit");
        assertThat(scan(RiskScanTest::exits)).containsExactly(found);
        assertThat(scan(n -> exits(n) + 1)).containsExactly(found);
        assertThat(scan(new Named())).containsExactly(found);
        assertThat(scan(RiskScanTest::exitsFarAway))
                .singleElement()
                .satisfies(risk -> assertThat(risk.evidence()).contains("Far.").contains("calls Runtime.halt"));
    }

    @Test
    void nativeCodeIsFound() {
        assertThat(scan(RiskScanTest::itself))
                .extracting(Risk::evidence)
                .containsExactly(RiskScanTest.class.getName() + ".itself is native");
        assertThat(scan(n -> Loads.value(n))).extracting(Risk::kind).containsExactly(Risk.Kind.NATIVE_CODE);
        assertThat(scan(RiskScanTest::links)).extracting(Risk::kind).containsExactly(Risk.Kind.NATIVE_CODE);
    }

    @Test
    void otherCodeIsNotSuspected() {
        assertThat(scan(n -> n + 1)).isEmpty();
        assertThat(scan(RiskScanTest::recursive)).isEmpty();
        assertThat(scan(Integer::bitCount)).isEmpty();
        assertThat(scan(n -> List.of(n, 2).stream().mapToInt(i -> i).sum())).isEmpty();
    }
}
