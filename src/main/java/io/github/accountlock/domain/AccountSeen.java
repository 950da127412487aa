package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One account as a provider described it.
 *
 * @param type {@code normal}, {@code super} or {@code read-only}; {@link #PROTECTED}; any other word is the provider's
 *     own, in lower case; {@code unknown} when the provider gave none
 * @param identity what tells this account from another one made under its name later, as a text that never changes: when
 *     it was made, or an internal number; empty where the provider tells nothing of the kind
 * @param validUntil until when the password or account is valid, where the provider tells one
 * @param note what people should know about it, half a sentence: the name of a state that is neither locked nor
 *     unlocked, or why the account is protected; mostly empty
 * @param answer what the cloud answered when this one account was read, for people who audit; empty in a list, and where
 *     the provider keeps nothing of it
 */
public record AccountSeen(
        LockState state,
        String type,
        String identity,
        Optional<Instant> validUntil,
        String note,
        Optional<CloudAnswer> answer) {

    /** The type of an account that this provider never locks; the note says why. Every request for it is denied. */
    public static final String PROTECTED = "protected";

    private static final int LONGEST = 200;

    /** @throws IllegalArgumentException if the type is empty, or a text is longer than 200 characters or not of one line */
    public AccountSeen {
        requireNonNull(state, "state");
        type = line(Text.require(type, "type"), "type");
        identity = line(requireNonNull(identity, "identity"), "identity");
        requireNonNull(validUntil, "validUntil");
        note = line(requireNonNull(note, "note"), "note");
        requireNonNull(answer, "answer");
    }

    /** One without what the cloud answered. */
    public AccountSeen(LockState state, String type, String identity, Optional<Instant> validUntil, String note) {
        this(state, type, identity, validUntil, note, Optional.empty());
    }

    /** The same with what the cloud answered. */
    public AccountSeen answeredBy(CloudAnswer told) {
        return new AccountSeen(state, type, identity, validUntil, note, Optional.of(told));
    }

    /** The same as it stands in a list. */
    public AccountSeen withoutAnswer() {
        return new AccountSeen(state, type, identity, validUntil, note);
    }

    private static String line(String text, String name) {
        if (text.length() > LONGEST || Text.hiddenInLine(text).isPresent()) {
            throw new IllegalArgumentException(
                    name + ": must be one line of at most " + LONGEST + " visible characters");
        }
        return text;
    }

    /** An account of which the provider tells nothing but its state and type. */
    public static AccountSeen of(LockState state, String type) {
        return new AccountSeen(state, type, "", Optional.empty(), "");
    }
}
