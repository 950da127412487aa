package io.github.accountlock.provider.polardb;

import io.github.accountlock.provider.AccountRules;
import java.util.Optional;

/**
 * Names that PolarDB accepts. Made by API or console: 2 to 16 characters, not {@code root} or {@code admin} (page
 * CreateAccount, 2024-12). Made by SQL: up to 63 (page CREATE USER, 2024-05). Both exist, so the wider rule holds.
 */
final class PolarDbRules implements AccountRules {

    @Override
    public Optional<String> wrongInstanceId(String instanceId) {
        return instanceId != null && instanceId.matches("pc-[a-z0-9]{1,40}")
                ? Optional.empty()
                : Optional.of("A cluster id is \"pc-\" followed by lower-case letters and digits, such as"
                        + " pc-bp1q76364ird0o6l1.");
    }

    @Override
    public Optional<String> wrongAccountName(String accountName) {
        if (accountName == null || !accountName.matches("[a-z][a-z0-9_]{0,62}")) {
            return Optional.of("An account name has 1 to 63 lower-case letters, digits and underscores and starts with"
                    + " a letter, such as app_user.");
        }
        if (accountName.equals("root") || accountName.equals("admin")) {
            return Optional.of("The provider reserves root and admin; name an account of your own, such as app_user.");
        }
        return Optional.empty();
    }

    @Override
    public boolean acceptsPasswordValidUntil() {
        return true;
    }
}
