package io.github.accountlock.audit;

import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether lists are what was approved, and whether each request of a list has its approvals from there. A request and its
 * list are two chains, so this is asked of both together.
 */
final class ListRows {

    /** One line of a list as its row tells it; for what is missing, an empty text. */
    private record Row(AccountRef account, String requestId, String undoId, String refused) {}

    private final Map<String, List<Row>> rows = new HashMap<>();
    private final Map<String, RequestCase> asked = new HashMap<>();
    private final Map<String, Set<String>> approvals = new HashMap<>();
    private final Map<String, Integer> counted = new LinkedHashMap<>();
    private final Map<String, Set<String>> locked = new HashMap<>();
    private final Map<String, Map<String, List<String>>> ofLists = new LinkedHashMap<>();
    private final Map<String, Set<Optional<Instant>>> times = new HashMap<>();
    /** The last request for each line of a list, and the last to unlock what one has locked. */
    private final Map<String, Map<String, RequestCase>> made = new HashMap<>();

    private final Map<String, RequestCase> unlocks = new HashMap<>();
    private final Map<String, RequestCase> locks = new LinkedHashMap<>();
    private final Set<String> undone = new HashSet<>();
    private final Set<String> saidUndone = new HashSet<>();
    private final Map<String, String> standing = new LinkedHashMap<>();
    private final Map<String, RequestCase> undoing = new LinkedHashMap<>();

    ListRows(Connection connection) throws SQLException {
        Rows.each(
                connection,
                "select list_id, provider, region, instance_id, account_name, request_id, undo_id, refused"
                        + " from account_lock_list order by list_id, row_no",
                row -> rows.computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                        .add(new Row(
                                new AccountRef(
                                        new ProviderId(row.getString(2)),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5)),
                                Objects.requireNonNullElse(row.getString(6), ""),
                                Objects.requireNonNullElse(row.getString(7), ""),
                                row.getString(8))));
    }

    private List<AccountRef> accounts(String list) {
        return rows.getOrDefault(list, List.of()).stream().map(Row::account).toList();
    }

    /** How the accounts of a list contradict the request for it, or one of its requests them. */
    Optional<String> contradiction(Trail trail) {
        RequestCase now = trail.requestCase();
        if (!now.exists()) {
            return Optional.empty();
        }
        if (now.isList()) {
            if (now.undo().isPresent()) {
                undone.add(trail.requestId());
            }
            now.carriedOut()
                    .filter(done -> now.undo().isEmpty())
                    .ifPresent(done -> counted.put(trail.requestId(), done.locked()));
            if (now.outcome(Instant.MAX).equals(Optional.of(Outcome.UNDONE))) {
                saidUndone.add(trail.requestId());
            }
            approvals.put(
                    trail.requestId(),
                    new HashSet<>(now.grants().stream().map(ListRows::approval).toList()));
            LockRequest request = now.request();
            times.put(
                    trail.requestId(),
                    IntStream.range(0, request.times())
                            .mapToObj(time ->
                                    request.line(time * AccountList.size(request.account()) + 1, request.account()))
                            .map(LockRequest::lockFrom)
                            .collect(Collectors.toSet()));
            List<AccountRef> stored = accounts(trail.requestId());
            AccountList list = new AccountList(stored.subList(0, stored.size() / request.times()));
            if (!list.reference().equals(request.account())
                    || !list.lines(request.times()).equals(stored)) {
                return Optional.of("the accounts of its list are not those that were asked for");
            }
            asked.put(trail.requestId(), now);
            return Optional.empty();
        }
        if (now.list().isEmpty()) {
            return Optional.empty();
        }
        if (now.hold().filter(HoldState::stands).isPresent()) {
            standing.put(trail.requestId(), now.list().get());
        }
        if (now.request().target() == LockState.LOCKED) {
            locks.put(trail.requestId(), now);
            made.computeIfAbsent(now.list().get(), any -> new HashMap<>())
                    .merge(line(now.request()), now, ListRows::later);
        }
        if (now.request().target() == LockState.UNLOCKED) {
            undoing.put(trail.requestId(), now);
            unlocks.merge(now.request().hold(), now, ListRows::later);
        } else if (now.everLocked() || now.hasLocked()) {
            locked.computeIfAbsent(now.list().get(), any -> new HashSet<>()).add(line(now.request()));
        }
        ofLists.computeIfAbsent(now.list().get(), any -> new LinkedHashMap<>())
                .put(
                        trail.requestId(),
                        approvedWithItsList(now).map(ListRows::approval).toList());
        return rows.getOrDefault(now.list().get(), List.of()).stream()
                        .anyMatch(row -> row.account().equals(now.request().account()))
                ? Optional.empty()
                : Optional.of("the list " + now.list().get() + " has no such account");
    }

    /** Requests whose approval is said to be that of their list, which has no such approval; asked when all were read. */
    List<String> withoutApproval() {
        return ofLists.entrySet().stream()
                .flatMap(list -> list.getValue().entrySet().stream()
                        .filter(one ->
                                !approvals.getOrDefault(list.getKey(), Set.of()).containsAll(one.getValue()))
                        .map(one -> "request " + one.getKey() + ": its list " + list.getKey()
                                + " was not approved by whom it says"))
                .toList();
    }

    /** Requests that lock at another time than their list was approved for; asked when all were read. */
    List<String> atAnotherTime() {
        return locks.entrySet().stream()
                .filter(one -> !times.getOrDefault(one.getValue().list().orElseThrow(), Set.of())
                        .contains(one.getValue().request().lockFrom()))
                .map(one -> "request " + one.getKey() + ": is not of a time at which its list "
                        + one.getValue().list().orElseThrow() + " was to be locked")
                .toList();
    }

    /** Rows of lists that lead to requests which are not theirs, or say what no fact does; asked when all were read. */
    List<String> misleading() {
        return asked.entrySet().stream()
                .flatMap(list -> {
                    List<Row> all = rows.get(list.getKey());
                    return IntStream.range(0, all.size())
                            .boxed()
                            .flatMap(i -> misleading(list.getKey(), list.getValue(), i + 1, all.get(i))
                                    .map(what ->
                                            "request " + list.getKey() + ": row " + (i + 1) + " of its list " + what)
                                    .stream());
                })
                .toList();
    }

    private Optional<String> misleading(String list, RequestCase now, int number, Row row) {
        LockRequest line = now.request().line(number, row.account());
        if (!row.requestId().isEmpty() && !isOf(list, line, locks.get(row.requestId()))) {
            return Optional.of("leads to a request that is not its own");
        }
        if (!row.requestId().isEmpty() && !row.refused().isEmpty()) {
            return Optional.of("leads to a request, and says why there is none");
        }
        RequestCase undo = undoing.get(row.undoId());
        if (!row.undoId().isEmpty()
                && !(isOf(list, undo) && undo.request().account().equals(row.account()))) {
            return Optional.of("leads to an unlock that is not its own");
        }
        if (row.refused().equals(RestWithdrawn.WORDS) && now.restWithdrawn().isEmpty()) {
            return Optional.of("says that it was taken back, and nobody did that");
        }
        Optional<RequestCase> last =
                Optional.ofNullable(made.getOrDefault(list, Map.of()).get(line(line)));
        boolean hidden = row.requestId().isEmpty()
                ? last.filter(one -> one.hasLocked() || stands(one, now)).isPresent()
                : last.filter(one -> one.requestedAt()
                                .isAfter(locks.get(row.requestId()).requestedAt()))
                        .isPresent();
        if (hidden) {
            return Optional.of("does not lead to its last request");
        }
        boolean undone = row.undoId().isEmpty()
                && Optional.ofNullable(unlocks.get(row.requestId()))
                        .filter(one -> isOf(list, one) && stands(one, now))
                        .isPresent();
        return undone ? Optional.of("does not lead to its unlock") : Optional.empty();
    }

    /** Whether a request of a list was not left behind by one that was to be made once more. */
    private static boolean stands(RequestCase one, RequestCase list) {
        return list.retriedAt().filter(one.requestedAt()::isBefore).isEmpty();
    }

    private static RequestCase later(RequestCase one, RequestCase other) {
        return other.requestedAt().isAfter(one.requestedAt()) ? other : one;
    }

    private static String line(LockRequest one) {
        return one.account() + " " + one.lockFrom();
    }

    private static boolean isOf(String list, LockRequest line, RequestCase one) {
        return isOf(list, one)
                && one.request().account().equals(line.account())
                && one.request().lockFrom().equals(line.lockFrom());
    }

    private static boolean isOf(String list, RequestCase one) {
        return one != null && one.list().equals(Optional.of(list));
    }

    /** Requests that hold an account of a list which says that it is undone; asked when all were read. */
    List<String> notUndone() {
        return standing.entrySet().stream()
                .filter(one -> saidUndone.contains(one.getValue()))
                .map(one -> "request " + one.getKey() + ": holds its account, and its list " + one.getValue()
                        + " says that it is undone")
                .toList();
    }

    /** Requests that unlock for a list which is not to be undone, or what it has not locked; asked when all were read. */
    List<String> withoutUndo() {
        return undoing.entrySet().stream()
                .filter(one -> !isToBeUndone(one.getValue()))
                .map(one -> "request " + one.getKey() + ": unlocks for its list "
                        + one.getValue().list().orElseThrow() + ", which has not asked for that")
                .toList();
    }

    private boolean isToBeUndone(RequestCase unlock) {
        String list = unlock.list().orElseThrow();
        return undone.contains(list)
                && ofLists.getOrDefault(list, Map.of())
                        .containsKey(unlock.request().hold());
    }

    /** Lists that say of more accounts that they are locked than their requests have proven; asked when all were read. */
    List<String> withoutProof() {
        return counted.entrySet().stream()
                .filter(list -> list.getValue()
                        > locked.getOrDefault(list.getKey(), Set.of()).size())
                .map(list -> "request " + list.getKey() + ": says that " + list.getValue()
                        + " of it are locked, and its requests have proven fewer")
                .toList();
    }

    /** They are given with the answer of the policy, at its very moment; people decide later. */
    private static Stream<Decided> approvedWithItsList(RequestCase now) {
        return now.grants().stream()
                .filter(grant -> grant.at().equals(now.policy().orElseThrow().at()));
    }

    private static String approval(Decided grant) {
        return grant.by().id() + ' ' + grant.task();
    }
}
