package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Text;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.Providers;
import io.github.accountlock.request.Fact.Deleted;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.impl.context.Context;

/** What has to be true of an account before a request for it may start. */
public final class AccountDesk {

    private final Providers providers;
    private final Holds holds;
    private final Ledger ledger;
    private final Clock clock;
    private final ProtectedAccounts protectedAccounts;

    public AccountDesk(
            Providers providers, Holds holds, Ledger ledger, Clock clock, ProtectedAccounts protectedAccounts) {
        this.providers = providers;
        this.holds = holds;
        this.ledger = ledger;
        this.clock = clock;
        this.protectedAccounts = protectedAccounts;
    }

    /** @throws Refusal naming every value that this provider or this configuration does not allow */
    public void refuseWrongAccount(LockRequest request) {
        AccountRef account = request.account();
        AccountLockProvider provider = provider(account);
        AccountRules rules = provider.rules();
        List<String> wrong = new ArrayList<>(wrongRegion(account, provider));
        if ((account.instanceId() + account.accountName()).contains("/")) {
            wrong.add(
                    "instanceId, accountName: a slash is not allowed, it stands between the parts of an account's path.");
        }
        rules.wrongInstanceId(account).ifPresent(text -> wrong.add("instanceId: " + text));
        rules.wrongAccountName(account).ifPresent(text -> wrong.add("accountName: " + text));
        if (request.passwordValidUntil().isPresent() && !rules.acceptsPasswordValidUntil()) {
            wrong.add("passwordValidUntil: is not known to " + account.provider() + ", leave it empty.");
        }
        Optional<String> rule = protectedAccounts.refusal(request);
        rule.ifPresent(text -> wrong.add("accountName: " + text));
        refuse(rule.isPresent() ? Refusal.Kind.PROTECTED : Refusal.Kind.INPUT, wrong);
    }

    /** @throws Refusal naming what of an instance this provider or this configuration does not allow */
    public void refuseWrongInstance(InstanceRef instance) {
        AccountLockProvider provider = provider(instance);
        List<String> wrong = new ArrayList<>(wrongRegion(instance, provider));
        provider.rules().wrongInstanceId(instance).ifPresent(text -> wrong.add("instanceId: " + text));
        refuse(Refusal.Kind.INPUT, wrong);
    }

    /** Why no request to lock may name an account that its cloud has, as a sentence; empty if one may. */
    public Optional<String> notOffered(AccountRef account) {
        return account.accountName().contains("/")
                ? Optional.of("A slash is not allowed in a name.")
                : providers
                        .of(account)
                        .rules()
                        .wrongAccountName(account)
                        .or(() -> Text.hiddenInLine(account.accountName()))
                        .or(() -> protectedAccounts.refusal(account));
    }

    private AccountLockProvider provider(Location location) {
        return providers
                .find(location.provider())
                .orElseThrow(() -> new Refusal("provider: \"" + location.provider() + "\" is not configured, choose "
                        + String.join(" or ", providers.ids()) + "."));
    }

    private static List<String> wrongRegion(Location location, AccountLockProvider provider) {
        return provider.regions().contains(location.region())
                ? List.of()
                : List.of("region: \"" + location.region() + "\" is not configured for " + location.provider()
                        + ", choose " + String.join(", ", provider.regions()) + ".");
    }

    private static void refuse(Refusal.Kind kind, List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new Refusal(kind, String.join("\n", wrong));
        }
    }

    /** @throws Refusal naming the request that has not ended, if there is one that this one may not stand beside */
    public void refuseSecond(LockRequest request) {
        holds.active(request.slot()).ifPresent(other -> {
            if (stillRuns(other)) {
                throw refusedBy(Optional.of(other));
            }
            ledger.join(
                    other.requestId(),
                    new Deleted(
                            clock.instant(), Person.NOBODY, "its process instance is gone from the engine's tables"));
        });
    }

    /** The id of the ordinary request for an account that is not decided, if any. */
    Optional<String> undecided(AccountRef account) {
        return holds.active(account.path()).map(Hold::requestId);
    }

    /** How far apart two looks at this account's cloud must be to confirm each other. */
    public Duration settleTime(AccountRef account) {
        return providers.of(account).settleTime();
    }

    private static boolean stillRuns(Hold other) {
        return Context.getCommandContext().getExecutionManager().findExecutionById(other.requestId()) != null;
    }

    static Refusal refusedBy(Optional<Hold> other) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "accountName: another request for this account has not ended"
                        + other.map(hold -> " (request " + hold.requestId() + " by " + hold.requester() + ", made at "
                                        + hold.since() + ")")
                                .orElse("; it was made at this very moment")
                        + ". Wait for its end, or have it taken back.");
    }
}
