package io.github.accountlock.provider.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.provider.http.Deadline;
import io.github.accountlock.provider.http.RemoteCall;
import io.github.accountlock.provider.tencent.TencentGateway.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** TencentDB for PostgreSQL: LockAccount, UnlockAccount, DescribeAccounts. Thread-safe. */
final class TencentPostgresProvider implements AccountLockProvider {

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
        RemoteCall call = new RemoteCall(account, "DescribeAccounts", false);
        Deadline deadline = new Deadline(limits.readTimeout());
        Set<String> seen = new HashSet<>();
        for (int offset = 0; ; offset += PAGE) {
            ObjectNode parameters = instance(account).put("Limit", PAGE).put("Offset", offset);
            Success page = gateway.send(call, parameters, settings.betweenReads(), deadline);
            JsonNode details = page.response().path("Details");
            boolean nothingNew = true;
            for (JsonNode entry : details) {
                String name = entry.path("UserName").asText();
                if (name.equals(account.accountName())) {
                    return TencentAccount.seen(entry);
                }
                nothingNew &= !seen.add(name);
            }
            if (details.size() < PAGE || nothingNew) {
                throw missing(call, page, seen.size());
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
        return new LockReceipt(done.requestId());
    }

    private static RuntimeException missing(RemoteCall call, Success lastPage, int collected) {
        int total = lastPage.response().path("TotalCount").asInt(Integer.MAX_VALUE);
        boolean list = lastPage.response().path("Details").isArray();
        if ((!list && total != 0) || total > collected) {
            return call.broken("its list of accounts is not complete", lastPage.requestId());
        }
        String detail = "the instance lists no such account; only login users whose names have letters, digits and"
                + " underscores are listed";
        return new Refused(Reason.NOT_FOUND, call.account(), detail, null, lastPage.requestId());
    }

    private static ObjectNode instance(AccountRef account) {
        return JsonNodeFactory.instance.objectNode().put("DBInstanceId", account.instanceId());
    }

    /** The region goes into host names and headers, so only configured ones pass. */
    private void requireKnownRegion(AccountRef account) {
        if (!account.provider().equals(id())) {
            throw new IllegalArgumentException("account: " + account + " is not of provider " + id());
        }
        if (!settings.regions().contains(account.region())) {
            String detail = "region " + account.region() + " is not among the configured regions";
            throw new Refused(Reason.CALLER, account, detail, null, null);
        }
    }
}
