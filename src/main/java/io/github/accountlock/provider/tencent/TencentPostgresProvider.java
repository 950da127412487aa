package io.github.accountlock.provider.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.provider.http.AccountPages;
import io.github.accountlock.provider.http.Deadline;
import io.github.accountlock.provider.http.RemoteCall;
import io.github.accountlock.provider.tencent.TencentGateway.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** TencentDB for PostgreSQL: LockAccount, UnlockAccount, DescribeAccounts. Thread-safe. */
final class TencentPostgresProvider implements AccountLockProvider {

    private static final String DESCRIBE = "DescribeAccounts";

    /** The most that DescribeAccounts gives at once (API page 409/18109, read 2026-08). */
    private static final int PAGE = 100;

    private static final List<Duration> WAITS =
            Stream.of(1, 2, 5, 15, 30, 60).map(Duration::ofSeconds).toList();

    private final TencentSettings settings;
    private final CallLimits limits;
    private final TencentGateway gateway;

    TencentPostgresProvider(TencentSettings settings, CallLimits limits, TencentGateway gateway) {
        this.settings = settings;
        this.limits = limits;
        this.gateway = gateway;
    }

    @Override
    public ProviderId id() {
        return TencentPostgresFactory.ID;
    }

    @Override
    public Set<String> regions() {
        return Collections.unmodifiableSet(settings.regions());
    }

    /** API page LockAccount 409/78817, read 2026-08. */
    @Override
    public String sessionsNotice() {
        return "Tencent documents that a lock disconnects the account's open sessions and refuses new ones.";
    }

    /** Not documented; seen to answer the same everywhere within it. */
    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(2);
    }

    @Override
    public AccountRules rules() {
        return new TencentRules(settings.kinds());
    }

    /** A change shows within seconds. */
    @Override
    public List<Duration> verifyWaits() {
        return WAITS;
    }

    /** There is no filter by name, so it pages. {@code TotalCount} may mean this page's count: it only adds doubt. */
    @Override
    public AccountSeen read(AccountRef account) {
        requireKnownRegion(account);
        RemoteCall call = new RemoteCall(account, DESCRIBE, false);
        AccountPages pages = new AccountPages(call, "UserName", TencentAccount::seen);
        Success last = page(call, pages, () -> pages.find(account.accountName()).isPresent());
        String detail = "the instance lists no such account; only login users whose names have letters, digits and"
                + " underscores are listed";
        return pages.find(account.accountName())
                .map(seen -> seen.answeredBy(last.copy()))
                .orElseThrow(() ->
                        new Refused(Reason.NOT_FOUND, account, detail, null, last.requestId()).answeredBy(last.copy()));
    }

    @Override
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        requireKnownRegion(instance);
        RemoteCall call = new RemoteCall(instance, DESCRIBE, false);
        AccountPages pages = new AccountPages(call, "UserName", TencentAccount::seen);
        page(call, pages, () -> false);
        return Optional.of(pages.all());
    }

    /** One page after the other until it is enough or the list is complete; gives the last of them. */
    private Success page(RemoteCall call, AccountPages pages, BooleanSupplier enough) {
        Deadline deadline = new Deadline(limits.readTimeout());
        int most = 0;
        for (int offset = 0; ; offset += PAGE) {
            ObjectNode parameters = instance(call.location()).put("Limit", PAGE).put("Offset", offset);
            Success page = gateway.send(call, parameters, settings.betweenReads(), deadline);
            JsonNode details = page.response().path("Details");
            boolean news = pages.add(details);
            if (enough.getAsBoolean()) {
                return page;
            }
            int total = page.response().path("TotalCount").asInt(Integer.MAX_VALUE);
            boolean gone = total < most && total != details.size();
            most = Math.max(most, total);
            if (details.size() < PAGE || !news || gone) {
                boolean whole = details.size() < PAGE && !gone && total <= pages.size();
                if (whole && (details.isArray() || total == 0)) {
                    return page;
                }
                throw call.broken("its list of accounts is not complete", page.requestId())
                        .answeredBy(page.copy());
            }
        }
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        if (target == LockState.UNKNOWN) {
            throw new IllegalArgumentException("target: must be LOCKED or UNLOCKED");
        }
        requireKnownRegion(account);
        if (passwordValidUntil.isPresent()) {
            String detail = "TencentDB for PostgreSQL cannot set until when a password is valid";
            throw new Refused(Reason.CALLER, account, detail, null, null);
        }
        String action = target == LockState.LOCKED ? "LockAccount" : "UnlockAccount";
        ObjectNode parameters = instance(account).put("UserName", account.accountName());
        Success done = gateway.send(
                new RemoteCall(account, action, true),
                parameters,
                settings.betweenChanges(),
                Deadline.toSend(limits.callTimeout(), by));
        return new LockReceipt(done.requestId(), Optional.of(done.copy()));
    }

    private static ObjectNode instance(Location location) {
        return JsonNodeFactory.instance.objectNode().put("DBInstanceId", location.instanceId());
    }

    /** The region goes into host names and headers, so only configured ones pass. */
    private void requireKnownRegion(Location location) {
        if (!location.provider().equals(id())) {
            throw new IllegalArgumentException("location: " + location + " is not of provider " + id());
        }
        if (!settings.regions().contains(location.region())) {
            String detail = "region " + location.region() + " is not among the configured regions";
            throw new Refused(Reason.CALLER, location, detail, null, null);
        }
    }
}
