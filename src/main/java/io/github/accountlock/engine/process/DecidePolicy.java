package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.engine.deployment.DeployedDigests.Policy;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.RequestRate;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

/** Glue for {@code Task_DecidePolicy}: asks the policy in force about the facts, and no variable. */
public final class DecidePolicy implements JavaDelegate {

    /** Instead of a kind of account. */
    private static final String LIST = "list";

    private final Cases cases;
    private final DeployedDigests digests;
    private final PolicyTable table;
    private final SealPolicy seal;
    private final RequestRate rate;
    private final Holds holds;
    private final LockedShare share;

    public DecidePolicy(
            Cases cases,
            DeployedDigests digests,
            PolicyTable table,
            SealPolicy seal,
            RequestRate rate,
            Holds holds,
            AccountLocking locking) {
        this.cases = cases;
        this.digests = digests;
        this.table = table;
        this.seal = seal;
        this.rate = rate;
        this.holds = holds;
        this.share = new LockedShare(locking, holds);
    }

    @Override
    public void execute(DelegateExecution execution) {
        RequestCase now = cases.of(execution);
        Policy policy = digests.policyInForce()
                .orElseThrow(() -> new NotCovered(
                        now.request().account().path(), "no approval policy is deployed, so nobody can be asked"));
        PolicyAnswer nothing = new PolicyAnswer(policy.version(), policy.digest(), 0, Optional.empty(), Map.of());
        boolean asked = seal.distrust(policy.digest()).isEmpty() && now.denial().isEmpty();
        seal.seal(execution, now, asked ? table.answer(policy, question(now), counts(now)) : nothing);
    }

    /** How much is going on, by the names under which a policy may ask for it. */
    private Map<String, IntSupplier> counts(RequestCase now) {
        return Map.of(
                "requesterInHour", () -> rate.byRequester(now),
                "everybodyInHour", () -> rate.byAnybody(now),
                "lockedOnInstance", () -> holds.besides(now.request().account()),
                "lockedShareOfInstance",
                        () -> now.isList() ? 0 : share.with(now.request().account()));
    }

    /** What a policy may ask for besides, by name; texts, how long the lock lasts, and how many accounts. */
    private static Map<String, Object> question(RequestCase now) {
        LockRequest request = now.request();
        Map<String, Object> question = new TreeMap<>();
        LockRequest.names(LockState.LOCKED).forEach(name -> question.put(name, null));
        LockRequest.names(LockState.UNLOCKED).forEach(name -> question.put(name, null));
        question.putAll(request.values());
        question.put("requester", request.requester());
        question.put("action", request.target() == LockState.LOCKED ? "lock" : "unlock");
        Optional<Looked> seen = now.shown();
        question.put("accountType", now.isList() ? LIST : seen.map(Looked::type).orElse(""));
        question.put("accounts", now.isList() ? AccountList.size(request.account()) : 1);
        question.put("times", request.times());
        question.remove(LockRequest.TIMES);
        question.put("stateSeen", seen.map(look -> look.saw().name()).orElse(""));
        question.put("holdsSeen", seen.map(Looked::holds).orElse(""));
        question.put(
                "lockMinutes",
                request.lasting(now.requestedAt()).map(DecidePolicy::minutes).orElse(null));
        question.put("lockIsForeign", seen.filter(Looked::foreign).isPresent() ? "yes" : "no");
        return question;
    }

    /** How long a lock lasts, begun minutes counted. */
    private static int minutes(Duration lasts) {
        return (int) Math.min(Integer.MAX_VALUE, (lasts.toSeconds() + 59) / 60);
    }
}
