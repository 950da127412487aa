package io.github.accountlock.audit;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Entry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One question of the controls report, answered by entries of the ledger. A new question is a new line in {@link #ALL}.
 *
 * @param answers which entries answer: any of these
 * @param but condition, as SQL over {@code l}, on entries that do not answer
 * @param what the sentence shown for one
 */
public record Control(
        String id,
        String title,
        String explanation,
        List<Answering> answers,
        Optional<String> but,
        Function<Entry, String> what) {

    private Control(
            String id, String title, String explanation, List<Answering> answers, Function<Entry, String> what) {
        this(id, title, explanation, answers, Optional.empty(), what);
    }

    /**
     * Entries of a kind that say {@code value} of {@code fact}; all of the kind if no fact is named. Older names of a
     * kind stand beside the newer.
     */
    public record Answering(String kind, String fact, String value) {

        static Answering all(String kind) {
            return new Answering(kind, "", "");
        }
    }

    public static final List<Control> ALL = List.of(
            new Control(
                    "refused",
                    "Refused attempts",
                    "Somebody tried to decide, settle or take back what they may not, or a step was stopped because no"
                            + " approval covered it. Among them are requests that they may not make, at most one a person and"
                            + " minute. What else the engine or its doors refused for want of a right is not in"
                            + " the ledger; the application's log has that of the doors, as LOCK-035.",
                    List.of(Answering.all("ATTEMPT_REFUSED")),
                    Optional.of("(l.facts like '%\"slip\":\"yes\"%')"),
                    event -> event.fact("why")),
            new Control(
                    "self-approval",
                    "Attempts at self-approval",
                    "The requester, or somebody with the requester's e-mail address, tried to decide the own request.",
                    List.of(new Answering("ATTEMPT_REFUSED", "self", "yes")),
                    event -> event.fact("why")),
            new Control(
                    "slips",
                    "Requests filled in wrongly",
                    "Somebody who may make requests has filled in something that is not allowed, or came while another one was open,"
                            + " and was told so; at most one a person and minute. No request was made. Those of earlier releases"
                            + " are among the refused attempts.",
                    List.of(new Answering("ATTEMPT_REFUSED", "slip", "yes")),
                    event -> event.fact("why")),
            new Control(
                    "emergency",
                    "Emergency requests",
                    "Requests that asked for the emergency path of the policy.",
                    List.of(new Answering("REQUESTED", "urgency", "emergency")),
                    event -> event.fact("reason")),
            new Control(
                    "unlock",
                    "Requests to unlock",
                    "Somebody asked to remove a lock.",
                    List.of(new Answering("REQUESTED", "action", "unlock")),
                    event -> event.fact("reason")),
            new Control(
                    "undone",
                    "Locks undone",
                    "The lock was removed again because it failed, or because an operator decided so.",
                    List.of(new Answering("ENDED", "outcome", "UNDONE")),
                    event -> event.fact("reason")),
            new Control(
                    "settle-asked",
                    "Operators asked",
                    "The process could not go on by itself: a lock or unlock was not proven, or an undo not allowed.",
                    List.of(Answering.all("SETTLE_ASKED"), Answering.all("UNDO_REFUSED")),
                    event -> event.fact("why")),
            new Control(
                    "settled",
                    "Settled by operators",
                    "The process could not tell what became of a call; an operator decided.",
                    List.of(Answering.all("SETTLED")),
                    event -> event.fact("settlement").toLowerCase(java.util.Locale.ROOT) + ": " + event.fact("reason")),
            new Control(
                    "unproven",
                    "Closed without proof",
                    "An operator kept the account as it was; that it is locked was never proven.",
                    List.of(new Answering("ENDED", "outcome", "CLOSED_BY_OPERATOR")),
                    event -> event.fact("reason")),
            new Control(
                    "deleted",
                    "Requests deleted by hand",
                    "A running request was deleted in the engine. Deletion undoes nothing.",
                    List.of(Answering.all("DELETED")),
                    event -> event.fact("reason")),
            new Control(
                    "substitutes",
                    "Substitutes named",
                    "Somebody named who decides in his place, or in another's as an administrator; or ended that early. What"
                            + " the substitutes have decided is the queue of that name.",
                    List.of(Answering.all("SUBSTITUTE_NAMED"), Answering.all("SUBSTITUTION_ENDED")),
                    Control::substitution),
            new Control(
                    "looked",
                    "Live states asked for",
                    "Somebody asked a cloud for the state of an account outside of a request's own steps.",
                    List.of(new Answering("LOOKED", "why", "LIVE"), Answering.all("LOOKED_AT")),
                    Control::seen));

    /** Every approval and rejection; no sign of trouble, so not among {@link #ALL}. */
    public static final Control DECIDED = new Control(
            "decided",
            "Decisions",
            "Somebody approved or rejected a request. Counted by the moment of the decision; the approval of a list is one, however"
                    + " many accounts are locked under it.",
            List.of(Answering.all("DECIDED"), Answering.all("APPROVED"), Answering.all("REJECTED")),
            Optional.of(givenByAList("l.request_id", "l.happened_at")),
            event -> (isApproval(event) ? "approved" : "rejected")
                    + (event.fact("reason").isEmpty() ? "" : ": " + event.fact("reason")));

    /** Narrowed to people by {@link Approvals#byLeavers}. */
    public static final Control LEFT = new Control(
            "left",
            "Approvals by people who have left the group since",
            "The approver, if no substitute, was a member of the asked group then, as the ledger says, and is none now, as the engine says;"
                    + " with an OpenID provider the engine knows the groups of each person's last login.",
            List.of(new Answering("DECIDED", "approved", "true"), Answering.all("APPROVED")),
            Optional.of(givenByAList("l.request_id", "l.happened_at")),
            event -> "approved as a member of " + event.fact("group"));

    /**
     * Whether an approval of a request is that of its list, as SQL. Such approvals are given with the answer of the policy, at its
     * very moment; people decide later.
     *
     * @param moment of the approval
     */
    static String givenByAList(String requestId, String moment) {
        return "exists (select 1 from account_lock_ledger p join account_lock_ledger f on f.request_id = p.request_id"
                + " and f.entry_no = 1 and f.facts like '%\"list\":\"%' where p.request_id = " + requestId
                + " and p.kind = 'POLICY_DECIDED' and p.happened_at = " + moment + ")";
    }

    private static String substitution(Entry event) {
        String why = event.fact("reason").isEmpty() ? "" : ": " + event.fact("reason");
        return event.kind().equals(Entry.SUBSTITUTION_ENDED)
                ? "ended number " + event.fact("number") + why
                : user(event, "substitute") + " stands in for " + user(event, "absent") + " from " + event.fact("from")
                        + " until " + event.fact("until") + why;
    }

    private static String user(Entry event, String fact) {
        return Person.from(event.fact(fact)).id();
    }

    private static boolean isApproval(Entry decision) {
        return decision.kind().equals("APPROVED") || decision.fact("approved").equals("true");
    }

    private static String seen(Entry look) {
        String state = look.fact("saw") + look.fact("state");
        String problem = look.fact("detail") + look.fact("problem");
        return problem.isEmpty() ? state : problem;
    }
}
