package dev.cloister.cli.advise.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetNameTest {
    @Test
    void namesAMethod() {
        assertThat(TargetName.parse("com.acme.Ocr::extract"))
                .isEqualTo(new TargetName("com.acme.Ocr", "extract", null));
        assertThat(TargetName.parse("Ocr$Page::extract").className()).isEqualTo("Ocr$Page");
    }

    @Test
    void choosesAnOverload() {
        assertThat(TargetName.parse("a.B::c( java.lang.String )"))
                .isEqualTo(new TargetName("a.B", "c", List.of("java.lang.String")));
        assertThat(TargetName.parse("a.B::c(byte[])").parameters()).isEqualTo(List.of("byte[]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    com.acme.Ocr.extract | names no method
                    com.acme.Ocr#extract | names no method
                    com.acme.Ocr         | names no method
                    com.acme.Ocr::       | names no static method
                    ::extract            | names no static method
                    com..Ocr::extract    | names no static method
                    com/acme/Ocr::a      | names no static method
                    com.acme.Ocr::new    | names no static method
                    com.acme.Ocr::a b    | names no static method
                    com.acme.Ocr::a(int  | does not end with ')'
                    com.acme.Ocr::a()    | has 0 parameters
                    com.acme.Ocr::a(A,B) | has 2 parameters
                    """)
    void refusesWhatNamesNone(String text, String message) {
        assertThatThrownBy(() -> TargetName.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(message);
    }
}
