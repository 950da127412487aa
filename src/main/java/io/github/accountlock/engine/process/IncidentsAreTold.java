package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.impl.history.event.HistoricIncidentEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;

/** An incident of a request waits for an operator. */
public final class IncidentsAreTold implements HistoryEventHandler {

    private final Outbox outbox;

    public IncidentsAreTold(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void handleEvents(List<HistoryEvent> events) {
        events.forEach(this::handleEvent);
    }

    @Override
    public void handleEvent(HistoryEvent event) {
        if (event instanceof HistoricIncidentEventEntity incident
                && event.isEventOfType(HistoryEventTypes.INCIDENT_CREATE)
                && OurProcesses.KEYS.contains(event.getProcessDefinitionKey())) {
            outbox.add(
                    incident.getProcessInstanceId(),
                    Occasion.OPERATOR_NEEDED,
                    Objects.requireNonNullElse(incident.getIncidentMessage(), "a step failed"));
        }
    }
}
