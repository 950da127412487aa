package io.github.accountlock.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The checks that a text passes before it is stored or shown. */
public final class Text {

    /** Letters and symbols that are blank by their very purpose: Hangul fillers, and Braille without a dot. */
    private static final String FILLERS = "\u115F\u1160\u3164\uFFA0\u2800";

    private Text() {}

    static String require(String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + ": must not be empty");
        }
        return value;
    }

    /** Which character a text of one line may not have, as the rest of a sentence; empty if all are visible. */
    public static Optional<String> hiddenInLine(String value) {
        return hidden(value, character -> isHidden(character) || Character.getType(character) == Character.FORMAT);
    }

    /**
     * The same for a text of several lines. Marks that some scripts and emoji need are allowed; characters that turn the
     * direction of a text are not, because an approver would read something else than what is stored.
     */
    public static Optional<String> hiddenInLines(String value) {
        return hidden(
                value,
                character -> isHidden(character) && "\r\n\t".indexOf(character) < 0 || turnsDirection(character));
    }

    /** Whether nothing of a text is to be seen: blanks, marks without a letter, and characters without a shape. */
    public static boolean isInvisible(String value) {
        return value.codePoints().allMatch(Text::hasNoShape);
    }

    private static boolean hasNoShape(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || FILLERS.indexOf(character) >= 0
                || switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.SURROGATE,
                            Character.UNASSIGNED -> true;
                    default -> false;
                };
    }

    /** A span of time in words, for example {@code 1 day 4 hours}; parts of a minute are left out. */
    public static String words(Duration span) {
        List<String> words = new ArrayList<>();
        part(words, span.toDays(), "day");
        part(words, span.toHoursPart(), "hour");
        part(words, span.toMinutesPart(), "minute");
        return words.isEmpty() ? "less than a minute" : String.join(" ", words);
    }

    private static void part(List<String> words, long count, String unit) {
        if (count != 0) {
            words.add(count + " " + unit + (count == 1 ? "" : "s"));
        }
    }

    private static Optional<String> hidden(String value, IntPredicate refused) {
        return value.codePoints()
                .filter(refused)
                .mapToObj(character -> String.format(
                        "has the hidden character U+%04X (%s); remove it.", character, Character.getName(character)))
                .findFirst();
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }

    /** Embeddings, overrides and isolates (Unicode Bidirectional Algorithm, UAX 9, section 2). */
    private static boolean turnsDirection(int character) {
        return character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
    }
}
