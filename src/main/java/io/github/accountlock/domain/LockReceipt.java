package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A provider's word that it accepted a change. It proves nothing about the account: only a read does.
 *
 * @param requestId the provider's id of the call, which its support asks for
 * @param answer what the cloud answered, for people who audit; empty where the provider keeps nothing of it
 */
public record LockReceipt(String requestId, Optional<CloudAnswer> answer) {

    public LockReceipt {
        requestId = Text.require(requestId, "requestId");
        requireNonNull(answer, "answer");
    }

    /** One without what the cloud answered. */
    public LockReceipt(String requestId) {
        this(requestId, Optional.empty());
    }
}
