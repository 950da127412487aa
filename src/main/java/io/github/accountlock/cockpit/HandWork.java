package io.github.accountlock.cockpit;

import io.github.accountlock.audit.Listing;
import io.github.accountlock.audit.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;

/** What people did to running requests in the engine, around the process; from its operation log. */
final class HandWork implements Listing {

    static final String ID = "by-hand";

    private final ProcessEngine engine;
    private final List<Line> lines;

    HandWork(ProcessEngine engine, Span span) {
        this.engine = engine;
        this.lines = lines(engine, span.from(), span.to()).stream()
                .filter(line -> span.who().isEmpty() || line.who().equals(span.who()))
                .toList();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Moved or changed by hand";
    }

    @Override
    public String explanation() {
        return "Operations on running requests that go around the process: tokens moved, variables, retries and due"
                + " dates set, tasks assigned, instances suspended or deleted. From the engine's operation log,"
                + " which is not sealed.";
    }

    @Override
    public long count() {
        return lines.size();
    }

    @Override
    public Map<String, Long> byPerson() {
        return lines.stream().collect(Collectors.groupingBy(Line::who, TreeMap::new, Collectors.counting()));
    }

    @Override
    public List<Line> lines(int first, int most) {
        List<Line> some = lines.stream().skip(first).limit(most).toList();
        Map<String, String> accounts =
                accounts(some.stream().map(Line::requestId).collect(Collectors.toSet()));
        return some.stream()
                .map(line -> new Line(
                        line.requestId(),
                        accounts.getOrDefault(line.requestId(), ""),
                        line.at(),
                        line.who(),
                        line.what(),
                        line.problem()))
                .toList();
    }

    /** By request; the account's path is the business key. */
    private Map<String, String> accounts(Set<String> requests) {
        return requests.isEmpty()
                ? Map.of()
                : engine
                        .getHistoryService()
                        .createHistoricProcessInstanceQuery()
                        .processInstanceIds(requests)
                        .list()
                        .stream()
                        .filter(instance -> instance.getBusinessKey() != null)
                        .collect(Collectors.toMap(
                                HistoricProcessInstance::getId, HistoricProcessInstance::getBusinessKey));
    }

    private static List<Line> lines(ProcessEngine engine, Instant from, Instant to) {
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
        return lines;
    }

    private static Line line(UserOperationLogEntry entry) {
        String annotation = entry.getAnnotation() == null ? "" : ": " + entry.getAnnotation();
        return new Line(
                entry.getProcessInstanceId(),
                "",
                entry.getTimestamp().toInstant().toString(),
                entry.getUserId() == null ? "" : entry.getUserId(),
                EngineTrail.words(entry) + annotation,
                "");
    }
}
