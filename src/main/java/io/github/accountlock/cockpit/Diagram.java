package io.github.accountlock.cockpit;

import io.github.accountlock.domain.Sha256;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Trail;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.TransitionInstance;

/**
 * The model under which a request was made, and the path it took.
 *
 * @param xml the BPMN file as it was deployed
 * @param path the elements in the order in which they were entered, the last those whose job waits; empty if the engine's
 *     history is gone
 * @param active the elements where the request stands now
 */
record Diagram(String xml, List<String> path, List<String> active) {

    /** @return empty if no deployed model has the digest that the request was frozen with */
    static Optional<Diagram> of(ProcessEngine engine, Trail trail) {
        Entry first = trail.entries().get(0);
        return model(engine, first.fact("definition"), first.fact("model")).map(model -> {
            List<String> path = new ArrayList<>();
            Set<String> active = new TreeSet<>();
            for (HistoricActivityInstance step : engine.getHistoryService()
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(trail.requestId())
                    .orderByHistoricActivityInstanceStartTime()
                    .asc()
                    .orderPartiallyByOccurrence()
                    .asc()
                    .list()) {
                path.add(step.getActivityId());
                if (step.getEndTime() == null && !step.getActivityType().equals("subProcess")) {
                    active.add(step.getActivityId());
                }
            }
            standing(engine.getRuntimeService().getActivityInstance(trail.requestId()), active);
            if (!path.isEmpty()) {
                active.stream().filter(step -> !path.contains(step)).forEach(path::add);
            }
            return new Diagram(new String(model, StandardCharsets.UTF_8), path, List.copyOf(active));
        });
    }

    /** Elements whose job waits or failed: the history names an element only after its job was done. */
    private static void standing(ActivityInstance instance, Set<String> active) {
        if (instance == null) {
            return;
        }
        for (TransitionInstance job : instance.getChildTransitionInstances()) {
            active.add(job.getActivityId());
        }
        for (ActivityInstance child : instance.getChildActivityInstances()) {
            standing(child, active);
        }
    }

    /** The deployed BPMN file with this SHA-256. */
    static Optional<byte[]> model(ProcessEngine engine, String key, String digest) {
        for (ProcessDefinition version : engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .orderByProcessDefinitionVersion()
                .desc()
                .list()) {
            byte[] model = bytes(engine.getRepositoryService().getProcessModel(version.getId()));
            if (Sha256.hex(model).equals(digest)) {
                return Optional.of(model);
            }
        }
        return Optional.empty();
    }

    static byte[] bytes(InputStream resource) {
        try (resource) {
            return resource.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
