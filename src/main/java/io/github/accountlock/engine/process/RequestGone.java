package io.github.accountlock.engine.process;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.locking.Attempts;
import java.time.Clock;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * End of the process without an outcome: somebody deleted the instance. Nothing is undone then; a hold that may stand
 * for a real lock stays, marked orphaned.
 */
public final class RequestGone implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(RequestGone.class);

    private final Holds holds;
    private final Ledger ledger;
    private final People people;
    private final Clock clock;

    public RequestGone(Holds holds, Ledger ledger, People people, Clock clock) {
        this.holds = holds;
        this.ledger = ledger;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String requestId = execution.getProcessInstanceId();
        List<LedgerEvent> events;
        try {
            events = ledger.of(requestId);
        } catch (LedgerBroken broken) {
            holds.end(requestId, Hold.State.ORPHANED);
            LOG.error("LOCK-033 {}: deleted, {}", execution.getProcessBusinessKey(), broken.getMessage());
            return;
        }
        boolean ended = events.stream().anyMatch(event -> event.kind() == LedgerEvent.Kind.ENDED);
        if (ended) {
            return;
        }
        if (!events.isEmpty()) {
            ledger.join(LedgerEvent.now(
                    requestId,
                    clock.instant(),
                    LedgerEvent.Kind.DELETED,
                    people.current().orElse(LedgerEvent.NOBODY),
                    "reason",
                    ((ExecutionEntity) execution).getDeleteReason()));
        }
        if (Attempts.of(events, LockState.LOCKED).everEffective()) {
            holds.end(requestId, Hold.State.ORPHANED);
            LOG.error(
                    "LOCK-031 {}: request {} was deleted after its lock call; the account may be locked,"
                            + " look at the cloud's console",
                    execution.getProcessBusinessKey(),
                    requestId);
        } else {
            holds.drop(requestId);
            LOG.warn("LOCK-032 {}: request {} was deleted", execution.getProcessBusinessKey(), requestId);
        }
    }
}
