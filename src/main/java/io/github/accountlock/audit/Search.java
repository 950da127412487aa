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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody searches for. Texts are compared as a whole; a text that ends with {@code *} as a beginning; several people, with a comma between, all have to have taken part.
 *
 * @param filters condition by name: the columns of the index, {@code approver}, {@code person}, {@code queue},
 *     {@code policy}, {@code evidenceKey}, {@code took}, {@code list}
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

    /** A {@link Queue} by its id. */
    public static final String QUEUE = "queue";

    /** SHA-256 of the policy that decided about the request. */
    public static final String POLICY = "policy";

    /** Id of an evidence key that sealed something of the request. */
    public static final String EVIDENCE_KEY = "evidenceKey";

    /** What a spread of the controls report counts, see {@link Took}. */
    public static final String TOOK = "took";

    /** Id of the request for a list of which the request is one account; empty for those that were asked for alone. */
    public static final String LIST = "list";

    private static final List<String> ELSEWHERE = List.of(QUEUE, POLICY, EVIDENCE_KEY, TOOK, LIST);

    /** Conditions on the people of a request. */
    /** What somebody has done in a request, by the name of the filter. */
    private static final Map<String, String> PEOPLE = Map.of(
            "approver",
            " and role = 'APPROVER'",
            "decider",
            " and role in ('APPROVER', 'REJECTER', 'REPRESENTED')",
            "person",
            "");

    private static final String RUNNING_BY_NAME = "case when outcome = '' then '" + RUNNING + "' else outcome end";

    private static final Map<String, String> SORTS = Map.of(
            "requestedAt", "requested_at",
            "endedAt", "ended_at",
            "lockFrom", "lock_from",
            "lockUntil", "lock_until",
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
            if (!COLUMNS.containsKey(name) && !PEOPLE.containsKey(name) && !ELSEWHERE.contains(name)) {
                wrong.add(name
                        + ": is not searched by; allowed are approver, decider, person, queue, policy, evidenceKey, took, list, "
                        + String.join(", ", COLUMNS.keySet().stream().sorted().toList()) + ".");
            } else if (name.equals(QUEUE) && Queue.of(filters.get(name)).isEmpty()) {
                wrong.add("queue: \"" + filters.get(name) + "\" is none; choose one of "
                        + String.join(", ", Queue.ALL.stream().map(Queue::id).toList()) + ".");
            } else if (name.equals(TOOK) && Took.condition(filters.get(name)).isEmpty()) {
                wrong.add(
                        "took: \"" + filters.get(name) + "\" is none; allowed is approve, lock or prove, alone or with"
                                + " two limits in milliseconds (approve.60000.600000).");
            } else if (filters.get(name).indexOf('\0') >= 0) {
                wrong.add(name + ": a character with the code 0 is not allowed.");
            }
        }
        if (exactly.keySet().stream()
                .anyMatch(name -> !COLUMNS.containsKey(name) && !PEOPLE.containsKey(name) && !name.equals(LIST))) {
            wrong.add("exactly: only columns, people and lists are compared as a whole.");
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

    /** Everything of one queue, or of one other condition, in the order of the requests. */
    public static Search by(String name, String value) {
        return new Search(Map.of(name, value), Map.of(), Optional.empty(), Optional.empty(), "requestedAt", true);
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

    /** Whether the condition on the outcome lets this one through, {@link #RUNNING} included. */
    boolean admits(String outcome) {
        String asked = filters.getOrDefault("outcome", "*");
        return isBeginning(asked) ? outcome.startsWith(beginning(asked)) : outcome.equals(asked);
    }

    /** The condition as SQL; its values are added in their order. */
    String where(List<Object> values, Queue.Moment now) {
        List<String> conditions = new ArrayList<>();
        filters.forEach((name, value) -> conditions.add(
                name.equals(QUEUE) ? Queue.of(value).orElseThrow().sql(now, values) : condition(name, value, values)));
        exactly.forEach((name, value) -> {
            if (name.equals(LIST)) {
                conditions.add(ofList(value, values));
                return;
            }
            conditions.add(PEOPLE.containsKey(name) ? person(name, "person = ?") : COLUMNS.get(name) + " = ?");
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
        // What has no value counts as the least. Said only where it can be missing: an index serves no other order.
        String missing = List.of("ended_at", "lock_from", "lock_until").contains(column)
                ? descending ? " nulls last" : " nulls first"
                : "";
        return " order by " + column + direction + missing + ", request_id" + direction;
    }

    private static String ofList(String list, List<Object> values) {
        if (list.isEmpty()) {
            return "not exists (select 1 from account_lock_list one"
                    + " where one.request_id = account_lock_request.request_id"
                    + " or one.undo_id = account_lock_request.request_id)";
        }
        values.addAll(List.of(list, list));
        return "request_id in (select one.request_id from account_lock_list one where one.list_id = ?"
                + " union all select one.undo_id from account_lock_list one where one.list_id = ?)";
    }

    private static String condition(String name, String value, List<Object> values) {
        if (name.equals(LIST)) {
            return ofList(value, values);
        }
        if (name.equals(POLICY)) {
            values.add(value);
            return "request_id in (select l.request_id from account_lock_ledger l where l.kind = 'POLICY_DECIDED' and "
                    + PolicyUse.DIGEST + " = ?)";
        }
        if (name.equals(TOOK)) {
            return Took.condition(value).orElseThrow();
        }
        if (name.equals(EVIDENCE_KEY)) {
            values.add(value);
            return "request_id in (select replace(l.request_id, 'refused:', '') from account_lock_ledger l"
                    + " where l.key_id = ?)";
        }
        if (PEOPLE.containsKey(name)) {
            return Stream.of(value.split("\\s*,\\s*"))
                    .map(person -> person(name, compared("person", person, values)))
                    .collect(Collectors.joining(" and "));
        }
        if (!name.equals("outcome")) {
            return compared(COLUMNS.get(name), value, values);
        }
        return value.equals(RUNNING)
                ? "outcome = ''"
                : compared(isBeginning(value) ? RUNNING_BY_NAME : "outcome", value, values);
    }

    private static String person(String name, String who) {
        return "request_id in (select request_id from account_lock_person where " + who + PEOPLE.get(name) + ")";
    }

    private static String compared(String column, String value, List<Object> values) {
        if (!isBeginning(value)) {
            values.add(value);
            return column + " = ?";
        }
        values.add(beginning(value).replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%");
        return column + " like ? escape '!'";
    }

    private static boolean isBeginning(String value) {
        return value.endsWith("*");
    }

    private static String beginning(String value) {
        return value.substring(0, value.length() - 1);
    }
}
