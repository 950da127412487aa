package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.LOOKS;
import static io.github.accountlock.engine.process.AccountLockProcess.PROBLEM;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLEMENT;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLEMENT_REASON;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import java.time.Clock;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completion of a settle task, attached by the plugin: an operator chooses, with a reason. */
public final class SettleGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(SettleGuard.class);
    private static final List<String> CHOICES_AFTER_UNLOCK = List.of("verify", "keep");
    private static final List<String> CHOICES = List.of("verify", "undo", "keep");

    private final Requests requests;
    private final People people;
    private final Ledger ledger;
    private final Clock clock;
    private final SentVariables sent;
    private final String operators;

    /** @param operators the group that settles; from the configuration, because a variable can be changed */
    public SettleGuard(
            Requests requests, People people, Ledger ledger, Clock clock, SentVariables sent, String operators) {
        this.requests = requests;
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
        this.sent = sent;
        this.operators = operators;
    }

    @Override
    public void notify(DelegateTask task) {
        String requestId = task.getProcessInstanceId();
        LockRequest request = requests.evidence(task.getExecution()).request();
        String person = people.current()
                .filter(id -> people.groupsNow(id).contains(operators))
                .orElseThrow(() -> new Refusal("Only members of the group " + operators + " may settle a lock."));
        sent.refuseOthers(task, SETTLEMENT, SETTLEMENT_REASON);
        String settlement = SETTLEMENT.find(task).orElse("");
        boolean own = person.equals(request.requester()) || people.samePerson(person, request.requester());
        if (own && !settlement.equals("verify")) {
            throw new Refusal("You made this request: you may have it verified again; to undo or keep, another operator"
                    + " has to settle it.");
        }
        String reason = GivenReason.of(task, SETTLEMENT_REASON);
        List<String> choices = request.target() == LockState.LOCKED ? CHOICES : CHOICES_AFTER_UNLOCK;
        if (!choices.contains(settlement)) {
            throw new Refusal("settlement: choose " + String.join(" or ", choices) + ".");
        }
        if (reason.isEmpty()) {
            throw new Refusal("settlementReason: say what you saw and why you decide so.");
        }
        LOOKS.set(task, 0);
        if (settlement.equals("keep")) {
            PROBLEM.set(task, "Kept by " + person + " without proof: " + reason);
        }
        ledger.join(LedgerEvent.now(
                requestId,
                clock.instant(),
                LedgerEvent.Kind.SETTLED,
                person,
                Evidence.SETTLEMENT,
                settlement,
                Evidence.REASON,
                reason));
        LOG.info("LOCK-003 {}: settled by {}: {} (request {})", request.account(), person, settlement, requestId);
    }
}
