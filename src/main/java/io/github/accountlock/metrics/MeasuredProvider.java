package io.github.accountlock.metrics;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AroundProvider;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.SendBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A provider whose calls are counted and timed. Answers: {@code ok}; {@code throttled} by the cloud; {@code paced}, not sent
 * because our own pace left no turn; {@code unavailable}; {@code lost}; a reason of a refusal, such as {@code not_found};
 * {@code failed} for anything else.
 */
public record MeasuredProvider(AccountLockProvider provider, Meters meters) implements AroundProvider {

    @Override
    public AccountSeen read(AccountRef account) {
        return measured("read", () -> provider.read(account));
    }

    @Override
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        return measured("list", () -> provider.list(instance));
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        return measured(
                target == LockState.LOCKED ? "lock" : "unlock",
                () -> provider.change(account, target, passwordValidUntil, by));
    }

    private <T> T measured(String action, Supplier<T> call) {
        long begin = System.nanoTime();
        String answer = "failed";
        try {
            T result = call.get();
            answer = "ok";
            return result;
        } catch (ProviderException failed) {
            answer = answer(failed);
            throw failed;
        } finally {
            meters.time(
                    Metric.PROVIDER_CALLS,
                    Duration.ofNanos(System.nanoTime() - begin),
                    provider.id().value(),
                    action,
                    answer);
        }
    }

    /** A cloud names its limit by a code; our own pace has none. */
    static String answer(ProviderException failed) {
        if (failed instanceof Refused refused) {
            return refused.reason().name().toLowerCase(Locale.ROOT);
        }
        if (failed instanceof Unavailable unavailable && unavailable.isThrottled()) {
            return unavailable.code().isPresent() ? "throttled" : "paced";
        }
        return failed instanceof AnswerLost ? "lost" : "unavailable";
    }
}
