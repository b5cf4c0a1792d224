package dev.cloister.internal.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RemoteFunction;
import dev.cloister.advice.Risk;
import dev.cloister.advice.RiskyCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found in code that is not run. */
class RiskScanTest {
    private static List<Risk> scan(RemoteFunction<Integer, Integer> function) {
        return RiskScan.of(function);
    }

    @Test
    void callsThatEndTheJvmAreFoundWhereverTheyAre() {
        Risk found = new Risk(Risk.Kind.EXITS, RiskyCode.class.getName() + ".exits calls System.exit");
        assertThat(scan(RiskyCode::exits)).containsExactly(found);
        assertThat(scan(RiskyCode.lambda())).containsExactly(found);
        assertThat(scan(RiskyCode.named())).containsExactly(found);
        assertThat(scan(RiskyCode::exitsFarAway))
                .singleElement()
                .satisfies(risk -> assertThat(risk.evidence()).contains("Far.").contains("calls Runtime.halt"));
    }

    @Test
    void nativeCodeIsFound() {
        assertThat(scan(RiskyCode::itself))
                .extracting(Risk::evidence)
                .containsExactly(RiskyCode.class.getName() + ".itself is native");
        assertThat(scan(RiskyCode.loading())).extracting(Risk::kind).containsExactly(Risk.Kind.NATIVE_CODE);
        assertThat(scan(RiskyCode::links)).extracting(Risk::kind).containsExactly(Risk.Kind.NATIVE_CODE);
    }

    @Test
    void otherCodeIsNotSuspected() {
        assertThat(scan(RiskyCode.harmless())).isEmpty();
        assertThat(scan(RiskyCode::recursive)).isEmpty();
        assertThat(scan(Integer::bitCount)).isEmpty();
        assertThat(scan(RiskyCode.streaming())).isEmpty();
    }
}
