package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.ProviderContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The contract against a real server. */
class PostgresContractTest extends ProviderContract {

    private final RolesOnPostgres roles = new RolesOnPostgres();

    @AfterEach
    void close() {
        roles.close();
    }

    @Override
    protected AccountLockProviderFactory factory() {
        return new PostgresFactory();
    }

    @Override
    protected Map<String, String> settings() {
        return roles.settings();
    }

    @Override
    protected List<String> secrets() {
        return List.of(RolesOnPostgres.PASSWORD);
    }

    @Override
    protected AccountRef account(String name) {
        return roles.account(name);
    }

    @Override
    protected List<String> reservedNames() {
        return List.of("pg_monitor", "pg_x", roles.ourRole());
    }

    @Override
    protected LockState stateThere(AccountRef account) {
        return roles.canLogin(account) ? LockState.UNLOCKED : LockState.LOCKED;
    }

    @Override
    protected void changeThere(AccountRef account, LockState state) {
        roles.alter(account, state == LockState.LOCKED ? "nologin" : "login");
    }

    @Override
    protected int changesThere() {
        return roles.relay().altered();
    }

    @Override
    protected boolean next(Trouble trouble) {
        switch (trouble) {
            case ANSWER_LOST -> roles.relay().next(Relay.Mode.CUT_BEHIND_COMMIT);
            case SILENT -> roles.relay().next(Relay.Mode.SILENT);
            case NOT_THERE -> roles.relay().close();
            case THROTTLED -> roles.letNobodyElseIn();
            case NO_PERMISSION -> roles.forbidUs(account("app_user"));
            case BUSY -> {
                return false; // what PostgreSQL lets wait is bounded by a time limit
            }
        }
        return true;
    }
}
