package dev.cloister.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read strictly, and what was written is read again. */
class JsonTest {
    @Test
    void whatWasWrittenIsRead() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a \"b\" \\ \n \t \u0001 \u2028 \ud800 \ud83d\ude00 \u00e9");
        value.put("list", Arrays.asList(1.0, -0.5, 1e300, 4e-9, true, false, null, List.of(), Map.of()));
        value.put("", Map.of("deep", List.of(List.of(9007199254740991.0))));
        assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
        assertThat(JsonWriter.write(Map.of("n", 5L))).isEqualTo("{\"n\":5}");
        assertThat(JsonReader.read(" [ 1 , \"\\u0041\\/\" ]\r\n")).isEqualTo(List.of(1.0, "A/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u\u0661\u0662\u0663\u0664\"",
                "\"a\nb\"",
                "01",
                "-",
                "1.",
                ".5",
                "+1",
                "1e",
                "1e+",
                "0x1",
                "NaN",
                "Infinity",
                "tru",
                "nulll",
                "[1] 2",
                "1e999",
                "-1e999",
                "// a\n1",
                "\u00a01",
                "{\"a\":1,\"a\":2}",
                "1111111111111111111111111111111111111111111111111111111111111111111"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read(text))
                .withMessageMatching("(?s)not JSON at line \\d+, column \\d+: expected .*, found .*");
    }

    @Test
    void errorsSayWhere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read("{\n  \"a\": [1, 2,, 3]\n}"))
                .withMessage("not JSON at line 2, column 14: expected a value, found \", 3]??}\"".replace("??", "?"));
    }

    @Test
    void hostileTextsCostNoMoreThanTheirLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read("[".repeat(1_000_000)))
                .withMessageContaining("levels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read("{\"a\":".repeat(100_000)))
                .withMessageContaining("levels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read("1".repeat(1_000_000)))
                .withMessageContaining("number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read(" ".repeat(JsonReader.MAX_CHARS + 1)))
                .withMessageContaining("limit");
    }

    @Test
    void whatJsonHasNotIsNotWritten() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(List.of(new Object())));
    }
}
