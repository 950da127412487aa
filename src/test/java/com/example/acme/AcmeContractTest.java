package com.example.acme;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.ProviderContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

public class AcmeContractTest extends ProviderContract {

    private final FakeAcme acme = new FakeAcme();

    @AfterEach
    void close() {
        acme.close();
    }

    @Override
    protected AccountLockProviderFactory factory() {
        return new AcmeFactory();
    }

    @Override
    protected Map<String, String> settings() {
        return acme.settings();
    }

    @Override
    protected List<String> secrets() {
        return List.of("demo-secret");
    }

    @Override
    protected AccountRef account(String name) {
        return new AccountRef(AcmeFactory.ID, "north-1", "acme-7f3a", name);
    }

    @Override
    protected List<String> reservedNames() {
        return List.of("acme_root");
    }

    @Override
    protected LockState stateThere(AccountRef account) {
        return acme.state(account.accountName()).equals("locked") ? LockState.LOCKED : LockState.UNLOCKED;
    }

    @Override
    protected void changeThere(AccountRef account, LockState state) {
        acme.set(account.accountName(), state == LockState.LOCKED ? "locked" : "active");
    }

    @Override
    protected int changesThere() {
        return acme.changes();
    }

    @Override
    protected boolean next(Trouble trouble) {
        switch (trouble) {
            case ANSWER_LOST -> acme.nextChange("lost");
            case SILENT -> acme.next("silent");
            case NOT_THERE -> acme.close();
            case THROTTLED -> acme.next("429");
            case NO_PERMISSION -> acme.next("403");
            case BUSY -> acme.next("409");
        }
        return true;
    }
}
