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

    private final Map<String, List<AccountRef>> lists = new HashMap<>();
    private final Map<String, Set<String>> approvals = new HashMap<>();
    private final Map<String, Integer> counted = new LinkedHashMap<>();
    private final Map<String, Set<String>> locked = new HashMap<>();
    private final Map<String, Map<String, List<String>>> ofLists = new LinkedHashMap<>();
    private final Map<String, Set<Optional<Instant>>> times = new HashMap<>();
    private final Map<String, RequestCase> locks = new LinkedHashMap<>();
    private final Set<String> undone = new HashSet<>();
    private final Set<String> saidUndone = new HashSet<>();
    private final Map<String, String> standing = new LinkedHashMap<>();
    private final Map<String, RequestCase> undoing = new LinkedHashMap<>();

    ListRows(Connection connection) throws SQLException {
        Rows.each(
                connection,
                "select list_id, provider, region, instance_id, account_name from account_lock_list"
                        + " order by list_id, row_no",
                row -> lists.computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                        .add(new AccountRef(
                                new ProviderId(row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5))));
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
            List<AccountRef> stored = lists.getOrDefault(trail.requestId(), List.of());
            AccountList list = new AccountList(stored.subList(0, stored.size() / request.times()));
            return list.reference().equals(request.account())
                            && list.lines(request.times()).equals(stored)
                    ? Optional.empty()
                    : Optional.of("the accounts of its list are not those that were asked for");
        }
        if (now.list().isEmpty()) {
            return Optional.empty();
        }
        if (now.hold().filter(HoldState::stands).isPresent()) {
            standing.put(trail.requestId(), now.list().get());
        }
        if (now.request().target() == LockState.LOCKED) {
            locks.put(trail.requestId(), now);
        }
        if (now.request().target() == LockState.UNLOCKED) {
            undoing.put(trail.requestId(), now);
        } else if (now.everLocked() || now.hasLocked()) {
            locked.computeIfAbsent(now.list().get(), any -> new HashSet<>())
                    .add(now.request().account() + " " + now.request().lockFrom());
        }
        ofLists.computeIfAbsent(now.list().get(), any -> new LinkedHashMap<>())
                .put(
                        trail.requestId(),
                        approvedWithItsList(now).map(ListRows::approval).toList());
        return lists.getOrDefault(now.list().get(), List.of())
                        .contains(now.request().account())
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
