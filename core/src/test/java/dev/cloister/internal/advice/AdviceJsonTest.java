package dev.cloister.internal.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An advice that is kept, and texts that are none. */
class AdviceJsonTest {
    private static Advice advice() {
        double no = Double.NaN;
        return DecisionTree.decide(
                new WorkProfile(
                        40,
                        9,
                        5e6,
                        5e6,
                        no,
                        0.1,
                        1.9,
                        no,
                        10,
                        20,
                        30,
                        40,
                        4,
                        0.2,
                        null,
                        null,
                        List.of(new Risk(Risk.Kind.CRASHED, "a \"run\" crashed"))),
                AdviceOptions.defaults().withProcessors(4));
    }

    private static void refused(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Advice.ofJson(json))
                .withMessageContaining(message);
    }

    @Test
    void itComesBackAsItWas() {
        Advice advice = advice();
        assertThat(Advice.ofJson(advice.toJson())).isEqualTo(advice);
        assertThat(advice.toJson())
                .startsWith("{\"version\":1,\"choice\":\"processes\",\"backend\":{\"kind\":\"processes\"");
        assertThat(advice.toJson())
                .as("NaN is left out")
                .doesNotContain("allocatedBytes")
                .doesNotContain("NaN");
        Advice none = new Advice(Advice.CANNOT_TELL, null, "why", advice.profile(), List.of(), List.of(), "");
        assertThat(Advice.ofJson(none.toJson())).isEqualTo(none);
    }

    @Test
    void unknownMembersAreIgnored() {
        String more = advice().toJson().replaceFirst("\\{", "{\"later\":[{\"x\":null}],");
        assertThat(Advice.ofJson(more)).isEqualTo(advice());
    }

    @Test
    void whatIsWrongIsSaid() {
        String json = advice().toJson();
        refused("[]", "advice must be an object: found an array");
        refused("{}", "advice.version must be a whole number: found nothing");
        refused(json.replace("\"version\":1", "\"version\":2"), "version 2");
        refused(json.replace("\"version\":1", "\"version\":1.5"), "advice.version must be a whole number: found 1.5");
        refused(json.replace("\"kind\":\"processes\"", "\"kind\":\"magic\""), "magic");
        refused(json.replace("\"workers\":4", "\"workers\":0"), "workers must be from 1 to 4096: 0");
        refused(
                json.replace("\"workers\":4", "\"workers\":1e12"),
                "advice.backend.workers must be a whole number of 32 bits");
        refused(
                json.replace("\"inputs\":40", "\"inputs\":\"40\""),
                "advice.profile.inputs must be a whole number: found the text");
        refused(json.replace("\"CRASHED\"", "\"SAD\""), "SAD");
        refused(
                json.replace("\"choice\":\"processes\",\"backend\"", "\"choice\":\"cannot-tell\",\"backend\""),
                "cannot-tell");
        refused(json.substring(0, json.length() / 2), "not JSON at line 1");
    }
}
