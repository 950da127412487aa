package io.github.accountlock.provider;

import io.github.accountlock.domain.ProviderId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A provider around another one: what that says of itself stands, its calls are made in another way. */
public interface AroundProvider extends AccountLockProvider {

    AccountLockProvider provider();

    @Override
    default ProviderId id() {
        return provider().id();
    }

    @Override
    default Set<String> regions() {
        return provider().regions();
    }

    @Override
    default AccountRules rules() {
        return provider().rules();
    }

    @Override
    default String sessionsNotice() {
        return provider().sessionsNotice();
    }

    @Override
    default Duration settleTime() {
        return provider().settleTime();
    }

    @Override
    default List<Duration> verifyWaits() {
        return provider().verifyWaits();
    }
}
