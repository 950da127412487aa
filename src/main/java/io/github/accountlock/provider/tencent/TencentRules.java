package io.github.accountlock.provider.tencent;

import static java.util.Locale.ROOT;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.http.InstanceKinds;
import java.util.Optional;

/**
 * Names that TencentDB for PostgreSQL accepts (console guide for accounts 409/62409 and error texts, read 2026-08).
 * One error text says 16 characters at most, a newer one 63: the longer is let through, the provider decides.
 */
final class TencentRules implements AccountRules {

    private final InstanceKinds kinds;

    TencentRules(InstanceKinds kinds) {
        this.kinds = kinds;
    }

    @Override
    public String instanceExample() {
        return kinds.example();
    }

    @Override
    public Optional<String> wrongInstanceId(Location location) {
        return kinds.wrong(location.instanceId());
    }

    @Override
    public Optional<String> wrongAccountName(AccountRef account) {
        String accountName = account.accountName();
        if (!accountName.matches("[A-Za-z_][A-Za-z0-9_]{0,62}")) {
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
