package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.impl.history.event.HistoricIncidentEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An incident of a request waits for an operator: the log says so, and whoever is to be told. */
public final class IncidentsAreTold implements HistoryEventHandler {

    private static final Logger LOG = LoggerFactory.getLogger(IncidentsAreTold.class);

    private final Optional<Outbox> outbox;

    public IncidentsAreTold(Optional<Outbox> outbox) {
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
            String request = incident.getProcessInstanceId();
            String why = Objects.requireNonNullElse(incident.getIncidentMessage(), "a step failed");
            LOG.error(
                    "LOCK-088 step {} of request {} has failed for good, an operator is wanted: {}",
                    Objects.requireNonNullElse(incident.getFailedActivityId(), incident.getActivityId()),
                    request,
                    why);
            outbox.ifPresent(told -> told.add(request, Occasion.OPERATOR_NEEDED, why));
        }
    }
}
