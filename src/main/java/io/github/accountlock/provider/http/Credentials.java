package io.github.accountlock.provider.http;

import static java.util.Objects.requireNonNull;

import io.github.accountlock.domain.Secret;
import java.util.Optional;

/**
 * A key of a cloud account. Prints as {@code ***}.
 *
 * @param token only with temporary credentials (STS)
 */
public record Credentials(String keyId, Secret keySecret, Optional<Secret> token) {

    static final String NOT_SENDABLE = "is empty or has characters other than visible ASCII";

    /** @throws IllegalArgumentException if a part cannot be sent in a header; the message never shows the part */
    public Credentials {
        requireSendable(keyId, "key id");
        requireSendable(requireNonNull(keySecret, "keySecret").reveal(), "key secret");
        token.ifPresent(secret -> requireSendable(secret.reveal(), "token"));
    }

    private static void requireSendable(String value, String part) {
        if (value == null || !isSendable(value)) {
            throw new IllegalArgumentException("the " + part + " " + NOT_SENDABLE);
        }
    }

    /** OkHttp prints the value of a header it cannot send, so no such value may come near it. */
    static boolean isSendable(String value) {
        return value.matches("[!-~]+");
    }

    @Override
    public String toString() {
        return "***";
    }
}
