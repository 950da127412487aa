package io.github.accountlock.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Requests that somebody has to look at, or asks for again and again: one condition of a {@link Search}, so that a count
 * and its rows come from the same words. A new queue is a new line in {@link #ALL}.
 *
 * @param standing whether it is about what stands now; else about all that ever happened
 * @param sort the order in which its rows are worked on, a column of the search
 * @param condition SQL over the search rows, in which {@code ?} is the moment of asking; of what the engine knows, a part
 */
public record Queue(
        String id,
        String title,
        String explanation,
        boolean standing,
        String sort,
        boolean descending,
        String condition) {

    /** Known to the engine alone. */
    public static final String APPROVAL = "approval";

    /** Known to the engine alone. */
    public static final String PERSON = "person";

    /** Known to the engine alone. */
    public static final String SUSPENDED = "suspended";

    /** Known to the engine and the ledger together. */
    public static final String REVIEW = "review";

    private static final Set<String> OF_THE_ENGINE = Set.of(APPROVAL, PERSON, SUSPENDED, REVIEW);
    private static final String LATE = "PT15M";

    /** What no request holds, and no search finds: counted and listed by itself. */
    public static final Queue OTHERS = oldestFirst(
            "others",
            "Locked by somebody else",
            "Locked at their cloud, as readings agree, though no request of ours holds them: on instances where we hold or have"
                    + " held accounts.",
            "",
            "");

    public static final List<Queue> ALL = List.of(
            oldestFirst(
                    APPROVAL,
                    "Waiting for approval",
                    "Somebody is asked to approve, and has not decided yet.",
                    "requestedAt",
                    ""),
            oldestFirst(
                    PERSON,
                    "Need an operator",
                    "The process cannot go on by itself: an operator has a task, or a step failed for good.",
                    "requestedAt",
                    ""),
            oldestFirst(
                    SUSPENDED,
                    "Suspended",
                    "Somebody has suspended the request in the engine: nobody can decide about it and nothing goes on, the end of"
                            + " a temporary lock included, until it is activated again.",
                    "requestedAt",
                    ""),
            oldestFirst(
                    REVIEW,
                    "Locks to be reviewed",
                    "Locked before anybody approved, as the policy allows in an emergency, or until a time that is over;"
                            + " nobody has decided yet whether it stays.",
                    "requestedAt",
                    "exists (select 1 from account_lock_ledger l where l.request_id = account_lock_request.request_id"
                            + " and (l.kind = 'POLICY_DECIDED' and l.facts like '%\"lockFirst\":\"%'"
                            + " or l.kind = 'REVIEW_ASKED'))"),
            oldestFirst(
                    "called",
                    "Sent to the cloud, not proven yet",
                    "A call to lock or unlock was sent, and no look at the account has proven what became of it.",
                    "requestedAt",
                    "outcome = '' and called_at is not null and proven_at is null"),
            oldestFirst(
                    "scheduled",
                    "Approved, to be locked later",
                    "The next to begin stands first. One whose time has passed is about to be locked, or stands still.",
                    "lockFrom",
                    "outcome = '' and called_at is null and request_id in"
                            + " (select h.request_id from account_lock_hold h where h.state = 'WAITING')"),
            oldestFirst(
                    "held",
                    "Accounts we keep locked now",
                    "One row a lock of ours that stands: of a request that has ended and was not unlocked since, and of a"
                            + " temporary lock that runs. Kept without proof and orphaned ones are among them.",
                    "requestedAt",
                    "action = 'lock' and (outcome = '' and proven_at is not null or request_id in"
                            + " (select h.request_id from account_lock_hold h where h.state in"
                            + " ('HELD', 'KEPT', 'ORPHANED')))"),
            oldestFirst(
                    "differs",
                    "Differs from the cloud",
                    "We hold the account locked, and readings that agree say otherwise: opened behind our back, gone, made"
                            + " again under its name, or left locked by a request that was deleted.",
                    "requestedAt",
                    "request_id in (select h.request_id from account_lock_hold h where h.differs <> ''"
                            + " and h.state in ('HELD', 'KEPT', 'ORPHANED'))"),
            oldestFirst(
                    "temporary",
                    "Temporary locks that run",
                    "The next to end stands first.",
                    "lockUntil",
                    "outcome = '' and action = 'lock' and proven_at is not null and lock_until is not null"),
            oldestFirst(
                    "late",
                    "Temporary locks past their end",
                    "Their time was over at least " + Duration.parse(LATE).toMinutes()
                            + " minutes ago, they have not ended, and nobody is asked whether they stay.",
                    "lockUntil",
                    "outcome = '' and action = 'lock' and proven_at is not null and lock_until < ?"
                            + " and not exists (select 1 from account_lock_ledger l where l.request_id ="
                            + " account_lock_request.request_id and l.kind = 'REVIEW_ASKED' and not exists (select 1 from"
                            + " account_lock_ledger u where u.request_id = l.request_id and u.kind = 'UNDO_WANTED'))"),
            oldestFirst(
                    "orphaned",
                    "Orphaned locks",
                    "A request was deleted by hand after a lock was sent; somebody has to look at the account.",
                    "requestedAt",
                    "request_id in (select h.request_id from account_lock_hold h where h.state = 'ORPHANED')"),
            oldestFirst("running", "Not ended yet", "Every request that has not ended.", "requestedAt", "outcome = ''"),
            newestFirst(
                    "unproven",
                    "Closed without proof",
                    "An operator kept the account as it was; that it is locked was never proven.",
                    "outcome = 'CLOSED_BY_OPERATOR'"),
            newestFirst(
                    "emergency",
                    "Emergencies",
                    "All of them. Those whose lock came first and waits for its review stand in a queue of their own.",
                    "urgency = 'emergency'"),
            newestFirst(
                    "unapproved",
                    "Locks without approval",
                    "Requests that nobody had to approve, because the policy says so by name.",
                    "action = 'lock' and exists (select 1 from account_lock_ledger l where l.request_id ="
                            + " account_lock_request.request_id and l.kind = 'POLICY_DECIDED'"
                            + " and l.facts like '%\"noApprovalFor\":\"%')"),
            newestFirst(
                    "substituted",
                    "Decided by a substitute",
                    "Somebody has approved or rejected the request in the place of another, who had named him for that time.",
                    "exists (select 1 from account_lock_ledger l where l.request_id = account_lock_request.request_id"
                            + " and l.kind = 'DECIDED' and l.facts like '%\"standsInFor\":\"%')"),
            newestFirst(
                    "foreign",
                    "Foreign locks removed",
                    "A request to unlock has removed a lock that no request of ours held when it was approved.",
                    "action = 'unlock' and outcome = 'UNLOCKED' and exists (select 1 from account_lock_ledger l"
                            + " where l.request_id = account_lock_request.request_id and l.kind = 'LOOKED'"
                            + " and l.facts like '%\"why\":\"APPROVAL\"%' and l.facts not like '%\"holds\":\"%'"
                            + " and l.entry_no = (select max(s.entry_no) from account_lock_ledger s"
                            + " where s.request_id = l.request_id and s.kind = 'LOOKED'"
                            + " and s.facts like '%\"why\":\"APPROVAL\"%'))"),
            newestFirst(
                    "deleted",
                    "Deleted by hand",
                    "An operator deleted the running request. Deletion undoes nothing.",
                    "outcome = 'DELETED'"));

    private static Queue oldestFirst(String id, String title, String explanation, String sort, String condition) {
        return new Queue(id, title, explanation, true, sort, false, condition);
    }

    private static Queue newestFirst(String id, String title, String explanation, String condition) {
        return new Queue(id, title, explanation, false, "requestedAt", true, condition);
    }

    static Optional<Queue> of(String id) {
        return ALL.stream().filter(queue -> queue.id().equals(id)).findFirst();
    }

    /**
     * What a search cannot read from its rows.
     *
     * @param now the moment of asking
     * @param waiting the requests in a queue that the engine alone knows
     */
    public record Moment(Instant now, Function<String, Set<String>> waiting) {}

    /** As SQL; its values are added in their order. */
    String sql(Moment moment, List<Object> values) {
        if (OF_THE_ENGINE.contains(id)) {
            values.add(new ArrayList<>(moment.waiting().apply(id)).toArray(String[]::new));
            return "request_id = any(?)" + (condition.isEmpty() ? "" : " and " + condition);
        }
        if (condition.contains("?")) {
            values.add(moment.now().minus(Duration.parse(LATE)).atOffset(java.time.ZoneOffset.UTC));
        }
        return "(" + condition + ")";
    }
}
