package io.github.accountlock.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody searches for. Texts are compared as a whole; a text that ends with {@code *} as a beginning.
 *
 * @param filters condition by name: the columns of the index, {@code approver}, {@code person}
 * @param exactly more conditions, in which {@code *} is a character as any other: what a viewer is limited to
 * @param from first moment of the request, inclusive, UTC
 * @param to last moment of the request, exclusive, UTC
 * @param sort a column of the index
 */
public record Search(
        Map<String, String> filters,
        Map<String, String> exactly,
        Optional<Instant> from,
        Optional<Instant> to,
        String sort,
        boolean descending) {

    /** Stands for "has not ended" among the outcomes. */
    public static final String RUNNING = "RUNNING";

    private static final Map<String, String> COLUMNS = Map.of(
            "provider", "provider",
            "region", "region",
            "instanceId", "instance_id",
            "accountName", "account_name",
            "requester", "requester",
            "outcome", "outcome",
            "urgency", "urgency",
            "action", "action");

    private static final Map<String, String> SORTS = Map.of(
            "requestedAt", "requested_at",
            "endedAt", "ended_at",
            "provider", "provider",
            "instanceId", "instance_id",
            "accountName", "account_name",
            "requester", "requester",
            "outcome", "outcome",
            "urgency", "urgency");

    public Search {
        filters = Map.copyOf(filters);
        exactly = Map.copyOf(exactly);
        List<String> wrong = new ArrayList<>();
        for (String name : filters.keySet()) {
            if (!COLUMNS.containsKey(name) && !name.equals("approver") && !name.equals("person")) {
                wrong.add(name + ": is not searched by; allowed are approver, person, "
                        + String.join(", ", COLUMNS.keySet().stream().sorted().toList()) + ".");
            }
        }
        if (!SORTS.containsKey(sort)) {
            wrong.add("sort: \"" + sort + "\" is not allowed, choose one of "
                    + String.join(", ", SORTS.keySet().stream().sorted().toList()) + ".");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", wrong));
        }
    }

    /** Everything, newest first. */
    public static Search everything() {
        return new Search(Map.of(), Map.of(), Optional.empty(), Optional.empty(), "requestedAt", true);
    }

    /**
     * A date (its beginning in UTC) or a moment in ISO 8601.
     *
     * @throws IllegalArgumentException naming the parameter
     */
    public static Optional<Instant> moment(String name, String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(name + ": \"" + text
                    + "\" is not a time; allowed is a date (2026-12-31) or a moment (2026-12-31T18:00:00Z).");
        }
    }

    /** The same with one more condition, compared as a whole. */
    public Search and(String name, String value) {
        Map<String, String> more = new HashMap<>(exactly);
        more.put(name, value);
        return new Search(filters, more, from, to, sort, descending);
    }

    Search without(String name) {
        Map<String, String> fewer = new HashMap<>(filters);
        fewer.remove(name);
        return new Search(fewer, exactly, from, to, sort, descending);
    }

    /** The condition as SQL; its values are added in their order. */
    String where(List<Object> values) {
        List<String> conditions = new ArrayList<>();
        filters.forEach((name, value) -> conditions.add(condition(name, value, values)));
        exactly.forEach((name, value) -> {
            conditions.add(COLUMNS.get(name) + " = ?");
            values.add(value);
        });
        from.ifPresent(moment -> {
            conditions.add("requested_at >= ?");
            values.add(moment.atOffset(ZoneOffset.UTC));
        });
        to.ifPresent(moment -> {
            conditions.add("requested_at < ?");
            values.add(moment.atOffset(ZoneOffset.UTC));
        });
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    String orderBy() {
        String direction = descending ? " desc" : " asc";
        String column = SORTS.get(sort);
        return " order by " + column + direction + (descending ? " nulls last" : " nulls first") + ", request_id"
                + direction;
    }

    private static String condition(String name, String value, List<Object> values) {
        if (name.equals("approver") || name.equals("person")) {
            values.add(value);
            return "request_id in (select request_id from account_lock_person where person = ?"
                    + (name.equals("approver") ? " and role = 'APPROVER'" : "") + ")";
        }
        if (name.equals("outcome") && value.equals(RUNNING)) {
            return "outcome = ''";
        }
        boolean beginning = value.endsWith("*");
        String text = beginning ? value.substring(0, value.length() - 1) : value;
        values.add(beginning ? text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%" : text);
        return COLUMNS.get(name) + (beginning ? " like ? escape '!'" : " = ?");
    }
}
