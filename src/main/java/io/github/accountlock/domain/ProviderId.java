package io.github.accountlock.domain;

/**
 * Which cloud product keeps an account, for example {@code tencent-postgres}.
 *
 * @param value lower-case letters, digits and hyphens
 */
public record ProviderId(String value) {

    /** @throws IllegalArgumentException if the value is not of the form above */
    public ProviderId {
        if (value == null || !value.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("provider: \"" + value + "\" is not a provider id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
