package io.github.accountlock.request;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.request.MayFollow.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page {@code src/docs/may-follow.md}: the table in words, with the sentences of the cases that break its rows. */
final class MayFollowPage {

    private static final String INTRODUCTION = """
            # What may follow in a request

            <!-- Printed from MayFollow.TABLE. Do not edit; print it again:
                 mvn -q test -Dtest=MayFollowPageTest -Dprint.may-follow=true -->

            A request to lock or unlock an account **is** its facts: who asked, what the account looked like, what the
            policy decided, who approved, which call was sent, what came back, how it ended. Facts are sealed in the
            ledger one after the other. None is ever changed or removed.

            - **A row** below is one rule about one kind of fact. A fact is let into the ledger only if every row about
              its kind holds after the facts before it, and every row about any fact. Otherwise nothing is written to the
              request, and whoever tried is told the sentence beside the first row that does not hold.
            - **The same rows are asked again** by `audit verify` and for bundles outside the database. A ledger whose
              seals are right, but with a fact that these rows refuse, is not sound.
            - **An outcome is never claimed.** It follows from the facts, as the last section says; a request cannot end
              with another.

            In the sentences, names and times are those of an example: `asker` made the request, `manager` and `manager2`
            may approve, `holder` asked for the lock that an unlock would remove.
            """;

    private static final Map<String, String> KINDS = kinds();

    private MayFollowPage() {}

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("Fact", "Any fact, whatever its kind.");
        kinds.put("Requested", "Somebody asked. The request is frozen, with a digest over all of it.");
        kinds.put("Looked", "The cloud was asked what state the account is in.");
        kinds.put(
                "PolicyDecided", "The policy said how many must approve, of which group and until when; or it denied.");
        kinds.put("Decided", "Somebody approved or rejected.");
        kinds.put("Withdrawn", "Somebody took the request back.");
        kinds.put("CallIntended", "A call that changes the account is about to be sent. It is written down first.");
        kinds.put("CallAnswered", "What came back from the call, or that the answer was lost.");
        kinds.put(
                "UndoWanted",
                "Our lock is to be removed again, because the approved request said so; of a list, all its locks.");
        kinds.put("ReviewAsked", "The time of a lock is over, and its approvers are asked whether it stays.");
        kinds.put("SettleAsked", "The process cannot go on by itself and asks an operator.");
        kinds.put("Settled", "An operator decided: verify again, undo, or keep the account as it is.");
        kinds.put("RestWithdrawn", "The requester of a list took back what had no request yet.");
        kinds.put(
                "RetryAsked",
                "The accounts of a list that are not locked, and about which nobody has decided, are requested once more.");
        kinds.put(
                "CarriedOut",
                "Every account of a list has had its request, and nothing more is done for those that are not locked.");
        kinds.put("Commented", "Somebody said something about the request. It changes nothing of what may follow.");
        kinds.put("Ended", "The request has ended, with its one outcome.");
        kinds.put("Deleted", "Somebody deleted the running request in the engine.");
        kinds.put("LockGone", "The lock that an ended request left behind is gone.");
        kinds.put("Compared", "What the request holds was compared with its cloud, and is not as it was told last.");
        kinds.put("Unreadable", "An entry of a kind or form that this release does not know.");
        return kinds;
    }

    /** The simple names of the kinds that the page explains. */
    static List<String> explained() {
        return List.copyOf(KINDS.keySet());
    }

    static String print() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        KINDS.forEach((kind, meaning) -> {
            page.append("\n## ").append(kind.equals("Fact") ? "Any fact" : kind);
            page.append("\n\n").append(meaning).append("\n\n");
            page.append("| it is let in only if | else it is refused |\n|---|---|\n");
            MayFollow.TABLE.stream()
                    .filter(row -> row.kind().getSimpleName().equals(kind))
                    .forEach(row -> page.append(line(row.rule(), sentences(row))));
        });
        page.append(
                "\n## Who may stand in for whom\n\nKept in a chain of its own, beside the requests: somebody has been named"
                        + " to decide in the place of another (`Named`), or that was ended before its time (`EndedEarly`).\n\n"
                        + "| | it is let in only if | else it is refused |\n|---|---|---|\n");
        MayName.TABLE.forEach(row -> page.append(
                        "| " + (row.kind() == Naming.class ? "any" : row.kind().getSimpleName()) + " ")
                .append(line(row.rule(), MayNameTest.sentences(row))));
        page.append("\n## Which facts prove which outcome\n\n| outcome | proven by |\n|---|---|\n");
        for (Outcome outcome : Outcome.values()) {
            page.append(line("`" + outcome + "`", proof(outcome)));
        }
        return page.toString();
    }

    private static String line(String left, String right) {
        return "| " + left.replace("|", "\\|") + " | " + right.replace("|", "\\|") + " |\n";
    }

    private static String sentences(Row<?> row) {
        return MayFollowTest.broken().stream()
                .filter(broken -> broken.kind() == row.kind() && broken.rule().equals(row.rule()))
                .map(Broken::sentence)
                .distinct()
                .map(sentence -> "\"" + sentence + "\"")
                .collect(Collectors.joining("<br>"));
    }

    private static String proof(Outcome outcome) {
        return switch (outcome) {
            case LOCKED ->
                "all approvals, then our lock call, then a look that was asked after it and shows the account"
                        + " locked; two equal looks, apart by the cloud's settle time, if the call was not answered as"
                        + " accepted. No unlock call, no undo, and no end of the lock asked for. Where requests of ours had locked the"
                        + " account: all approvals, and two equal looks after them, without a call";
            case ALREADY_LOCKED, ALREADY_UNLOCKED -> "two equal looks, apart by the settle time, and no call of ours";
            case UNLOCKED ->
                "for a request to unlock: all approvals, our unlock call, a look after it that shows the"
                        + " account unlocked (two without an accepted answer). For a lock whose time is over: the same after"
                        + " the undo was wanted, or two looks that show that it is gone";
            case REJECTED ->
                "a rejection by a member of the asked group, and no call that may have changed the account";
            case EXPIRED ->
                "the time to decide is over and approvals are missing; or the lock was to end, or its approval"
                        + " has expired, before it could begin, and every call, if there was one, never arrived";
            case WITHDRAWN -> "the requester took it back before any call";
            case DENIED -> "the policy denied it";
            case ACCOUNT_NOT_FOUND -> "two looks, apart by the settle time, before any call: there is no such account";
            case TARGET_CHANGED ->
                "two looks after the approval, apart by the settle time: the account is gone, is"
                        + " another, or others hold it than the approvers were shown, unless the one hold that is to be"
                        + " released leaves it locked, or nobody holds it and it is unlocked as was asked for";
            case RELEASED ->
                "a proven lock whose removal is wanted, and a look that shows the account locked and held by other"
                        + " requests of ours; or another request has ended the lock. For a request to unlock that names one"
                        + " hold: all approvals, and a look that shows that others hold the account too. No call";
            case UNDONE ->
                "our lock call, a wanted undo because it failed or an operator said so, and a look that shows"
                        + " the account unlocked: one after an accepted unlock call, else two. Of a list: all or none was asked"
                        + " for, and it holds none of its accounts any more";
            case FAILED_UNCHANGED ->
                "every call was answered as refused, and the look after the last one shows the account"
                        + " as it was before the first";
            case CARRIED_OUT ->
                "all approvals of a list, and a count of its accounts; where some are not locked, the requester or an"
                        + " operator has accepted that, or the requester has taken back the rest. What became of each account is proven by its own requests";
            case CLOSED_BY_OPERATOR ->
                "the process asked, and an operator who did not make the request kept the account" + " as it is";
        };
    }
}
