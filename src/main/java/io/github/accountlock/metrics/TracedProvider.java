package io.github.accountlock.metrics;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AroundProvider;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.SendBy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A provider whose calls are spans: cloud, action, HTTP status and the cloud's id of the call, and nothing of the account. */
public record TracedProvider(AccountLockProvider provider, Traces traces) implements AroundProvider {

    private static final String CLOUD_REQUEST = "account_lock.cloud_request";

    @Override
    public AccountSeen read(AccountRef account) {
        return traced("read", () -> provider.read(account), AccountSeen::answer, seen -> Optional.empty());
    }

    @Override
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        return traced("list", () -> provider.list(instance), all -> Optional.empty(), all -> Optional.empty());
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        return traced(
                target == LockState.LOCKED ? "lock" : "unlock",
                () -> provider.change(account, target, passwordValidUntil, by),
                LockReceipt::answer,
                receipt -> Optional.of(receipt.requestId()));
    }

    private <T> T traced(
            String action,
            Supplier<T> call,
            Function<T, Optional<CloudAnswer>> answer,
            Function<T, Optional<String>> requestId) {
        try (Traces.Span span = traces.call(provider.id().value() + " " + action)) {
            span.tag("account_lock.provider", provider.id().value());
            span.tag("account_lock.action", action);
            try {
                T result = call.get();
                tell(span, answer.apply(result), requestId.apply(result));
                return result;
            } catch (ProviderException failed) {
                tell(span, failed.answer(), failed.requestId());
                span.failed(MeasuredProvider.answer(failed));
                throw failed;
            }
        }
    }

    private static void tell(Traces.Span span, Optional<CloudAnswer> answer, Optional<String> requestId) {
        answer.ifPresent(told -> span.tag("http.response.status_code", Integer.toString(told.status())));
        requestId.or(() -> answer.flatMap(CloudAnswer::requestId)).ifPresent(id -> span.tag(CLOUD_REQUEST, id));
    }
}
