package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One account as a provider described it.
 *
 * @param type {@code normal}, {@code super} or {@code read-only}; any other word is the provider's own, in lower case;
 *     {@code unknown} when the provider gave none
 * @param createdAt where the provider gives one (TencentDB; its zone is not documented, taken as China Standard Time)
 * @param validUntil until when the password or account is valid (PolarDB), where one is set
 */
public record AccountSeen(LockState state, String type, Optional<Instant> createdAt, Optional<Instant> validUntil) {

    public AccountSeen {
        requireNonNull(state, "state");
        type = Text.require(type, "type");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(validUntil, "validUntil");
    }
}
