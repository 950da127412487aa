package io.github.accountlock.request;

import io.github.accountlock.domain.CloudAnswer;
import java.util.Optional;

/**
 * A cloud's answer to what a fact is about. The fact is sealed with its SHA-256 only; the answer itself is kept beside the
 * ledger, and goes with the request's history.
 *
 * @param sha256 of the {@linkplain CloudAnswer#sha256 answer}; empty if there was none, or the provider gave none
 * @param answer what is to be kept; empty in a fact that was read
 */
public record KeptAnswer(String sha256, Optional<CloudAnswer> answer) {

    public static final KeptAnswer NONE = new KeptAnswer("", Optional.empty());

    public static KeptAnswer of(Optional<CloudAnswer> answer) {
        return answer.map(told -> new KeptAnswer(told.sha256(), answer)).orElse(NONE);
    }

    /** As it is sealed. */
    @Override
    public String toString() {
        return sha256;
    }
}
