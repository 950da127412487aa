package io.github.accountlock.audit;

import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.util.List;
import java.util.function.Function;

/**
 * One question of the controls report, answered by entries of the ledger. A new question is a new line in {@link #ALL}.
 *
 * @param kind the kind of entry that answers
 * @param fact which of them do: those that say {@code value} of this fact; empty if all do
 * @param what the sentence shown for one
 */
public record Control(
        String id,
        String title,
        String explanation,
        Kind kind,
        String fact,
        String value,
        Function<LedgerEvent, String> what) {

    public static final List<Control> ALL = List.of(
            new Control(
                    "refused",
                    "Refused attempts",
                    "Somebody tried what is not allowed, or a step was stopped because no approval covered it.",
                    Kind.ATTEMPT_REFUSED,
                    "",
                    "",
                    event -> event.fact("why")),
            new Control(
                    "self-approval",
                    "Attempts at self-approval",
                    "The requester, or somebody with the requester's e-mail address, tried to decide the own request.",
                    Kind.ATTEMPT_REFUSED,
                    "self",
                    "yes",
                    event -> event.fact("why")),
            new Control(
                    "emergency",
                    "Emergency requests",
                    "Requests that asked for the emergency path of the policy.",
                    Kind.REQUESTED,
                    "urgency",
                    "emergency",
                    event -> event.fact("reason")),
            new Control(
                    "unlock",
                    "Requests to unlock",
                    "Somebody asked to remove a lock.",
                    Kind.REQUESTED,
                    "action",
                    "unlock",
                    event -> event.fact("reason")),
            new Control(
                    "undone",
                    "Locks undone",
                    "The lock was removed again because it failed, or because an operator decided so.",
                    Kind.ENDED,
                    "outcome",
                    "UNDONE",
                    event -> event.fact("reason")),
            new Control(
                    "undo-refused",
                    "Undos refused by the guard",
                    "An undo was asked for, and the guard did not let it: it went to an operator.",
                    Kind.UNDO_REFUSED,
                    "",
                    "",
                    event -> event.fact("why")),
            new Control(
                    "settled",
                    "Settled by operators",
                    "The process could not tell what became of a call; an operator decided.",
                    Kind.SETTLED,
                    "",
                    "",
                    event -> event.fact("settlement") + ": " + event.fact("reason")),
            new Control(
                    "unproven",
                    "Closed without proof",
                    "An operator kept the account as it was; that it is locked was never proven.",
                    Kind.ENDED,
                    "outcome",
                    "CLOSED_BY_OPERATOR",
                    event -> event.fact("reason")),
            new Control(
                    "deleted",
                    "Requests deleted by hand",
                    "A running request was deleted in the engine. Deletion undoes nothing.",
                    Kind.DELETED,
                    "",
                    "",
                    event -> event.fact("reason")),
            new Control(
                    "looked",
                    "Live states asked for",
                    "Somebody asked a cloud for the state of an account outside of a request's own steps.",
                    Kind.LOOKED_AT,
                    "",
                    "",
                    event -> event.fact("state").isEmpty() ? event.fact("problem") : event.fact("state")));
}
