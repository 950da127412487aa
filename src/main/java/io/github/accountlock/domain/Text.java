package io.github.accountlock.domain;

/** The one check that every text of a record passes. */
final class Text {

    private Text() {}

    static String require(String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + ": must not be empty");
        }
        return value;
    }
}
