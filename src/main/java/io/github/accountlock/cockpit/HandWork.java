package io.github.accountlock.cockpit;

import io.github.accountlock.audit.ControlsReport.Answer;
import io.github.accountlock.audit.ControlsReport.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.UserOperationLogEntry;

/** What people did to running requests in the engine, around the process; from its operation log. */
final class HandWork {

    private static final int MOST_LINES = 200;

    private HandWork() {}

    static Answer answer(ProcessEngine engine, Instant from, Instant to) {
        List<Line> lines = new ArrayList<>();
        Set<String> operations = new HashSet<>();
        for (String key : Standing.KEYS) {
            for (UserOperationLogEntry entry : engine.getHistoryService()
                    .createUserOperationLogQuery()
                    .processDefinitionKey(key)
                    .afterTimestamp(Date.from(from.minusMillis(1))) // exclusive, as the other
                    .beforeTimestamp(Date.from(to))
                    .list()) {
                boolean counts = EngineTrail.isDangerous(entry.getOperationType())
                        && entry.getProcessInstanceId() != null
                        && !entry.getTimestamp().toInstant().isBefore(from)
                        && entry.getTimestamp().toInstant().isBefore(to)
                        && operations.add(entry.getOperationId());
                if (counts) {
                    lines.add(line(entry));
                }
            }
        }
        lines.sort(Comparator.comparing((Line line) -> Instant.parse(line.at())).reversed());
        return new Answer(
                "by-hand",
                "Moved or changed by hand",
                "Operations on running requests that go around the process: tokens moved, variables, retries and due"
                        + " dates set, tasks assigned, instances suspended or deleted. From the engine's operation log,"
                        + " which is not sealed.",
                lines.size(),
                lines.stream().limit(MOST_LINES).toList());
    }

    private static Line line(UserOperationLogEntry entry) {
        String annotation = entry.getAnnotation() == null ? "" : ": " + entry.getAnnotation();
        return new Line(
                entry.getProcessInstanceId(),
                entry.getTimestamp().toInstant().toString(),
                entry.getUserId() == null ? "" : entry.getUserId(),
                EngineTrail.words(entry) + annotation,
                "");
    }
}
