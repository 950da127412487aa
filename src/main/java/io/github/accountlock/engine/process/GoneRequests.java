package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.history.event.HistoricProcessInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process instance, in whatever way: the engine tells its history of each one, also where somebody skips
 * every listener. One that was deleted leaves that fact, and nothing is undone; one that ended without an outcome does
 * not end.
 */
public final class GoneRequests implements HistoryEventHandler {

    private static final Logger LOG = LoggerFactory.getLogger(GoneRequests.class);

    private final Ledger ledger;
    private final Holds holds;
    private final People people;
    private final Clock clock;

    public GoneRequests(Ledger ledger, Holds holds, People people, Clock clock) {
        this.ledger = ledger;
        this.holds = holds;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public void handleEvents(List<HistoryEvent> events) {
        events.forEach(this::handleEvent);
    }

    @Override
    public void handleEvent(HistoryEvent event) {
        boolean ends = event instanceof HistoricProcessInstanceEventEntity
                && event.isEventOfType(HistoryEventTypes.PROCESS_INSTANCE_END)
                && OurProcesses.KEYS.contains(event.getProcessDefinitionKey());
        if (ends) {
            HistoricProcessInstanceEventEntity instance = (HistoricProcessInstanceEventEntity) event;
            boolean deleted = !HistoricProcessInstance.STATE_COMPLETED.equals(instance.getState());
            String reason = Objects.requireNonNullElse(instance.getDeleteReason(), "");
            gone(instance.getProcessInstanceId(), instance.getBusinessKey(), deleted, reason);
        }
    }

    private void gone(String requestId, String account, boolean deleted, String reason) {
        RequestCase now;
        try {
            now = ledger.of(requestId);
        } catch (LedgerBroken broken) {
            orphaned(requestId, account, broken);
            return;
        }
        if (!now.exists() || now.over()) {
            return;
        }
        if (!deleted) {
            throw new NotCovered(account, "the process ended without an outcome");
        }
        RequestCase then;
        try {
            then = ledger.join(requestId, new Deleted(clock.instant(), people.actor(), reason));
        } catch (LedgerBroken broken) {
            orphaned(requestId, account, broken);
            return;
        }
        if (then.hold().filter(HoldState::stands).isPresent()) {
            LOG.error(
                    "LOCK-031 {}: request {} was deleted after its lock call; the account may be locked,"
                            + " look at the cloud's console",
                    account,
                    requestId);
        } else {
            LOG.warn("LOCK-032 {}: request {} was deleted", account, requestId);
        }
    }

    private void orphaned(String requestId, String account, LedgerBroken broken) {
        holds.orphaned(requestId);
        LOG.error("LOCK-033 {}: deleted, {}", account, broken.getMessage());
    }
}
