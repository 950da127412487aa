package io.github.accountlock.domain;

/** A key or token. Prints as {@code ***}; only a signer calls {@link #reveal()}. */
public final class Secret {

    private final String value;

    /** @throws IllegalArgumentException if the value is empty */
    public Secret(String value) {
        this.value = Text.require(value, "secret");
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
