package io.github.accountlock.engine.process;

import io.github.accountlock.database.Connections;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateTask;

/**
 * Refuses what a person sends with a task beyond its own fields. The engine writes sent variables before it asks anybody;
 * they have not reached the database yet, so what was sent is what differs from there.
 */
public final class SentVariables {

    private static final String STORED = "select name_, text_, long_ from act_ru_variable where proc_inst_id_ = ?";

    private final Connections connections;

    public SentVariables(Connections connections) {
        this.connections = connections;
    }

    /** Values that a read-only field sends back unchanged are accepted, also an absent one as an empty text. */
    void refuseOthers(DelegateTask task, Var<?>... fields) {
        Set<String> allowed = new TreeSet<>();
        for (Var<?> field : fields) {
            allowed.add(field.name());
        }
        Map<String, Set<String>> stored = stored(task.getProcessInstanceId());
        List<String> others = task.getVariables().entrySet().stream()
                .filter(sent -> !allowed.contains(sent.getKey()))
                .filter(sent -> differs(stored.get(sent.getKey()), text(sent.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            throw new Refusal("variables: " + String.join(", ", others) + " cannot be set with this task; allowed are "
                    + String.join(", ", allowed) + ".");
        }
    }

    private static boolean differs(Set<String> before, String now) {
        return before == null || !before.contains(now);
    }

    private Map<String, Set<String>> stored(String processInstanceId) {
        return connections.joined(connection -> {
            Map<String, Set<String>> values = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(STORED)) {
                select.setString(1, processInstanceId);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        String number = row.getString(3);
                        String text = Objects.requireNonNullElse(row.getString(2), number == null ? "" : number);
                        values.computeIfAbsent(row.getString(1), any -> new HashSet<>())
                                .add(text);
                    }
                }
            }
            return values;
        });
    }

    /** As the engine stores it. */
    private static String text(Object value) {
        if (value instanceof Date date) {
            return Long.toString(date.getTime());
        }
        if (value instanceof Boolean yes) {
            return yes ? "1" : "0";
        }
        return value == null ? "" : value.toString();
    }
}
