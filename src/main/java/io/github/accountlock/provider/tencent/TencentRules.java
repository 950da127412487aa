package io.github.accountlock.provider.tencent;

import static java.util.Locale.ROOT;

import io.github.accountlock.provider.AccountRules;
import java.util.Optional;

/**
 * Names that TencentDB for PostgreSQL accepts (console guide for accounts 409/62409 and error texts, read 2026-08).
 * One error text says 16 characters at most, a newer one 63: the longer is let through, the provider decides.
 */
final class TencentRules implements AccountRules {

    @Override
    public Optional<String> wrongInstanceId(String instanceId) {
        return instanceId != null && instanceId.matches("postgres-[A-Za-z0-9]{1,40}")
                ? Optional.empty()
                : Optional.of("An instance id is \"postgres-\" followed by letters and digits, such as"
                        + " postgres-4sfuv15b.");
    }

    @Override
    public Optional<String> wrongAccountName(String accountName) {
        if (accountName == null || !accountName.matches("[A-Za-z_][A-Za-z0-9_]{0,62}")) {
            return Optional.of("An account name has 1 to 63 letters, digits and underscores and does not start with a"
                    + " digit, such as app_user.");
        }
        String name = accountName.toLowerCase(ROOT);
        if (name.equals("postgres") || name.startsWith("pg_") || name.startsWith("tencentdb_")) {
            return Optional.of("The provider reserves postgres and names that start with pg_ or tencentdb_; name an"
                    + " account of your own, such as app_user.");
        }
        return Optional.empty();
    }

    @Override
    public boolean acceptsPasswordValidUntil() {
        return false;
    }
}
