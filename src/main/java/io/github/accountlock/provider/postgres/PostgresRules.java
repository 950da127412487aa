package io.github.accountlock.provider.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.provider.AccountRules;
import java.util.Map;
import java.util.Optional;

/**
 * Names of roles as PostgreSQL has them: any characters, at most 63 bytes (page Identifiers and Key Words, PostgreSQL 16);
 * a longer one would be cut and mean another role.
 */
record PostgresRules(Map<String, PostgresInstance> instances) implements AccountRules {

    private static final int LONGEST = 63;

    @Override
    public String instanceExample() {
        return String.join(", ", instances.keySet());
    }

    @Override
    public String instanceHint() {
        return "One of the servers that are configured here: " + instanceExample() + ".";
    }

    @Override
    public Optional<String> wrongInstanceId(Location location) {
        PostgresInstance instance = instances.get(location.instanceId());
        if (instance == null) {
            return Optional.of("There is no such server in the configuration, choose " + instanceExample() + ".");
        }
        return instance.region().equals(location.region())
                ? Optional.empty()
                : Optional.of("This server is in region " + instance.region() + ".");
    }

    @Override
    public Optional<String> wrongAccountName(AccountRef account) {
        String name = account.accountName();
        if (name.getBytes(UTF_8).length > LONGEST) {
            return Optional.of("A role's name has at most 63 bytes, such as app_user.");
        }
        if (name.startsWith("pg_")) {
            return Optional.of(
                    "PostgreSQL reserves names that start with pg_; name a role of your own, such as" + " app_user.");
        }
        PostgresInstance instance = instances.get(account.instanceId());
        if (instance != null && instance.user().equals(name)) {
            return Optional.of("This is the role that Account Lock Flow itself logs in with; it is not locked.");
        }
        return Optional.empty();
    }

    @Override
    public boolean acceptsPasswordValidUntil() {
        return false;
    }
}
