package io.github.accountlock.provider;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Location;
import java.util.Optional;

/**
 * What a provider documents about the names it accepts. The wrongs are sentences that say what is wrong and what is
 * allowed, or empty if nothing is wrong; nothing is called to find out.
 */
public interface AccountRules {

    /** An instance id as people of this provider know it, for the form. */
    String instanceExample();

    /** Where somebody who asks finds the id of the instance, and what it looks like, as a sentence for the form. */
    default String instanceHint() {
        return "Copy it from the cloud's console, which lists the instances with their ids; it looks like "
                + instanceExample() + ".";
    }

    /** What is wrong with the instance id of an account, or of an instance itself. */
    Optional<String> wrongInstanceId(Location location);

    /** What is wrong with the account's name; also refuses the names that the provider reserves for itself. */
    Optional<String> wrongAccountName(AccountRef account);

    /** Whether a lock may carry a new {@code passwordValidUntil}. */
    boolean acceptsPasswordValidUntil();
}
