package io.github.accountlock.provider.polardb;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.github.accountlock.provider.polardb.AlibabaGateway.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Alibaba Cloud PolarDB: ModifyAccountLockState, DescribeAccounts. Thread-safe. */
final class PolarDbProvider implements AccountLockProvider {

    private static final String DESCRIBE = "DescribeAccounts";

    /** The most that DescribeAccounts gives at once (API page, read 2026-08). */
    private static final int PAGE = 100;

    private static final List<Duration> WAITS =
            Stream.of(2, 5, 15, 60, 300, 300).map(Duration::ofSeconds).toList();

    private final PolarDbSettings settings;
    private final CallLimits limits;
    private final AlibabaGateway gateway;

    PolarDbProvider(PolarDbSettings settings, CallLimits limits, AlibabaGateway gateway) {
        this.settings = settings;
        this.limits = limits;
        this.gateway = gateway;
    }

    @Override
    public ProviderId id() {
        return PolarDbFactory.ID;
    }

    @Override
    public Set<String> regions() {
        return Collections.unmodifiableSet(settings.regions());
    }

    /** Pages on managing accounts, PolarDB for PostgreSQL and for Oracle, read 2026-08. */
    @Override
    public String sessionsNotice() {
        return "PolarDB documents only that a locked account cannot log in; sessions that are open may go on."
                + " To end them, a privileged account terminates them in the database: KILL in MySQL,"
                + " pg_terminate_backend in PostgreSQL.";
    }

    /** Not documented; seen to answer the same everywhere within it. */
    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(3);
    }

    @Override
    public AccountRules rules() {
        return new PolarDbRules(settings.kinds());
    }

    /** A change may take minutes (RDS page on locking accounts, read 2026-08; PolarDB's says nothing). */
    @Override
    public List<Duration> verifyWaits() {
        return WAITS;
    }

    /** Asks for the one account by name, and still compares: a filter that is ignored must not pass for an answer. */
    @Override
    public AccountSeen read(AccountRef account) {
        requireKnownRegion(account);
        RemoteCall call = new RemoteCall(account, DESCRIBE, false);
        Map<String, String> parameters = account(account);
        parameters.put("PageSize", String.valueOf(PAGE));
        Success done = gateway.send(call, parameters, settings.betweenReads(), new Deadline(limits.readTimeout()));
        JsonNode accounts = done.body().path("Accounts");
        for (JsonNode entry : accounts) {
            if (account.accountName().equals(entry.path("AccountName").textValue())) {
                return PolarDbAccount.seen(entry).answeredBy(done.copy());
            }
        }
        if (!accounts.isArray() || accounts.size() >= PAGE) {
            throw call.broken("its list of accounts is not complete", done.requestId())
                    .answeredBy(done.copy());
        }
        String detail = "the cluster lists no such account";
        throw new Refused(Reason.NOT_FOUND, account, detail, null, done.requestId()).answeredBy(done.copy());
    }

    /** There is no total: a page that is not full is the last. */
    @Override
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        requireKnownRegion(instance);
        RemoteCall call = new RemoteCall(instance, DESCRIBE, false);
        AccountPages pages = new AccountPages(call, "AccountName", PolarDbAccount::seen);
        Deadline deadline = new Deadline(limits.readTimeout());
        for (int number = 1; ; number++) {
            Map<String, String> parameters = Map.of(
                    "DBClusterId",
                    instance.instanceId(),
                    "PageSize",
                    String.valueOf(PAGE),
                    "PageNumber",
                    String.valueOf(number));
            Success page = gateway.send(call, parameters, settings.betweenReads(), deadline);
            JsonNode accounts = page.body().path("Accounts");
            boolean news = pages.add(accounts);
            boolean full = accounts.size() >= PAGE;
            if (!accounts.isArray() || full && !news || cut(page.body(), accounts)) {
                throw call.broken("its list of accounts is not complete", page.requestId());
            }
            if (!full) {
                return Optional.of(pages.all());
            }
        }
    }

    /** {@code PageRecordCount} counts the entries of the page. */
    private static boolean cut(JsonNode body, JsonNode accounts) {
        return body.path("PageRecordCount").asInt(accounts.size()) != accounts.size();
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        if (target == LockState.UNKNOWN) {
            throw new IllegalArgumentException("target: must be LOCKED or UNLOCKED");
        }
        requireKnownRegion(account);
        Map<String, String> parameters = account(account);
        parameters.put("AccountLockState", target == LockState.LOCKED ? "Lock" : "UnLock");
        passwordValidUntil.ifPresent(until -> parameters.put(
                "AccountPasswordValidTime", settings.validTimeFormat().write(until)));
        RemoteCall call = new RemoteCall(account, "ModifyAccountLockState", true);
        Success done =
                gateway.send(call, parameters, settings.betweenChanges(), Deadline.toSend(limits.callTimeout(), by));
        return new LockReceipt(done.requestId(), Optional.of(done.copy()));
    }

    private static Map<String, String> account(AccountRef account) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("DBClusterId", account.instanceId());
        parameters.put("AccountName", account.accountName());
        return parameters;
    }

    /** The region goes into host names, so only configured ones pass. */
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
