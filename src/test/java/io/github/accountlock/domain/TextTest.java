package io.github.accountlock.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @ValueSource(strings = {"SEC-1234", "<b>{{1+1}}${1+1}", "Grüße, 账户 \uD83D\uDD12", "\u05D0\u05D1 abc"})
    void visibleTextIsTakenEverywhere(String text) {
        assertThat(Text.hiddenInLine(text)).isEmpty();
        assertThat(Text.hiddenInLines(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\tb", "a\u200Fb", "a\u200Eb", "a\u200Db", "a\uFEFFb"})
    void lineBreaksAndMarksOfAScriptBelongInLongTextsOnly(String text) {
        assertThat(Text.hiddenInLine(text)).isPresent();
        assertThat(Text.hiddenInLines(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\u001Bb",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\uD800b",
                "a\u202Ab",
                "a\u202Bb",
                "a\u202Cb",
                "a\u202Db",
                "a\u202Eb",
                "a\u2066b",
                "a\u2067b",
                "a\u2068b",
                "a\u2069b"
            })
    void whatDeceivesAReaderIsRefusedEverywhere(String text) {
        assertThat(Text.hiddenInLine(text)).isPresent();
        assertThat(Text.hiddenInLines(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00A0",
                "\u200B",
                "\u200D \u200E",
                "\u3164",
                "\u2800",
                "\u00AD",
                "\uFE0F",
                "\uDB40\uDC41",
                "\u0301"
            })
    void textOfWhichNothingIsToBeSeenIsNone(String text) {
        assertThat(Text.isInvisible(text)).isTrue();
        assertThat(Text.isInvisible(text + "x")).isFalse();
    }

    @Test
    void characterIsNamed() {
        assertThat(Text.hiddenInLines("SEC-1\u202E4321"))
                .hasValue("has the hidden character U+202E (RIGHT-TO-LEFT OVERRIDE); remove it.");
        assertThat(Text.hiddenInLine("a\nb")).hasValue("has the hidden character U+000A (LINE FEED (LF)); remove it.");
    }
}
