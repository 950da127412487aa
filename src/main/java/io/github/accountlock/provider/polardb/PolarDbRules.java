package io.github.accountlock.provider.polardb;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.http.InstanceKinds;
import java.util.Optional;

/**
 * Names that PolarDB accepts. Made by API or console: 2 to 16 characters, not {@code root} or {@code admin} (page
 * CreateAccount, 2024-12). Made by SQL: up to 63 (page CREATE USER, 2024-05). Both exist, so the wider rule holds.
 */
final class PolarDbRules implements AccountRules {

    private final InstanceKinds kinds;

    PolarDbRules(InstanceKinds kinds) {
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
        if (!accountName.matches("[a-z][a-z0-9_]{0,62}")) {
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
