package io.github.accountlock.provider;

import java.util.Optional;

/**
 * What a provider documents about the names it accepts. Each method answers with a sentence that says what was wrong
 * and what is allowed, or empty if nothing is wrong.
 */
public interface AccountRules {

    Optional<String> wrongInstanceId(String instanceId);

    /** Also refuses the names that the provider reserves for itself. */
    Optional<String> wrongAccountName(String accountName);

    /** Whether a lock may carry a new {@code passwordValidUntil}. */
    boolean acceptsPasswordValidUntil();
}
