package io.github.accountlock.cockpit;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Text;
import io.github.accountlock.ledger.Answers;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.Commented;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.Fact.RetryAsked;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.Fact.Unreadable;
import io.github.accountlock.request.Fact.Withdrawn;
import io.github.accountlock.request.Sight;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The ledger's entries as lines of the timeline; an entry that cannot be trusted says so. */
final class LedgerTrail {

    private static final Line OF_THE_LIST = Line.of(
            "approval", "Approved with its list", "Decided before, about the whole list; given to this request now.");

    private LedgerTrail() {}

    /** What a line says of a fact: the kind that pages filter by, a title, and more words. */
    private record Line(String kind, String title, String detail, boolean stands) {

        static Line of(String kind, String title, String detail) {
            return new Line(kind, title, detail, false);
        }
    }

    /** @param answers what the cloud answered, by the numbers of the entries; empty if the viewer may not see it */
    static List<TimelineRow> rows(Trail trail, Optional<Map<Integer, CloudAnswer>> answers) {
        List<TimelineRow> rows = new ArrayList<>();
        Fact intended = null;
        int firstBad = trail.broken().map(Trail.Broken::entry).orElse(Integer.MAX_VALUE);
        Map<Integer, Fact> facts = new HashMap<>();
        trail.facts().forEach(told -> facts.put(told.entry().number(), told.fact()));
        for (Entry entry : trail.entries()) {
            Fact fact = facts.get(entry.number());
            Line line = fact == null ? refusal(entry) : isOfTheList(fact, facts.values()) ? OF_THE_LIST : line(fact);
            TimelineRow row = row(entry, line, entry.number() >= firstBad);
            if (fact instanceof CallAnswered && intended != null) {
                row = row.lasting(entry.at().toEpochMilli() - intended.at().toEpochMilli());
            }
            intended = fact instanceof CallIntended ? fact : intended;
            rows.add(answers.isPresent() && Answers.sealedIn(entry) ? answered(row, entry, answers.get()) : row);
        }
        trail.refusals().forEach(entry -> rows.add(row(entry, refusal(entry), false)));
        return rows;
    }

    /** Whether it is an approval of the list, which this request was given at the moment in which its policy answered. */
    private static boolean isOfTheList(Fact fact, Collection<Fact> all) {
        return fact instanceof Decided
                && all.stream()
                        .anyMatch(other -> other instanceof Requested asked
                                && !asked.list().isEmpty())
                && all.stream()
                        .anyMatch(other -> other instanceof PolicyDecided policy
                                && policy.at().equals(fact.at()));
    }

    private static TimelineRow answered(TimelineRow row, Entry entry, Map<Integer, CloudAnswer> answers) {
        CloudAnswer answer = answers.get(entry.number());
        if (answer == null) {
            return row.answered("not here any more: it went with the request's history, or somebody took it away");
        }
        String status = answer.status() + (answer.body().isEmpty() ? " without JSON" : " " + answer.body());
        return Answers.isOf(entry, answer)
                ? row.answered(status)
                : row.answered(status + " (This is not what was received: its SHA-256 is not the sealed one.)")
                        .standingOut();
    }

    private static TimelineRow row(Entry entry, Line line, boolean bad) {
        Map<String, String> facts = new TreeMap<>(entry.facts());
        facts.put("ledger entry", Integer.toString(entry.number()));
        facts.put("seal", entry.mac());
        String detail =
                line.detail() + (bad ? " (This entry cannot be trusted: the ledger is broken from here on.)" : "");
        String who = entry.actor().equals(Person.SYSTEM.id()) ? "" : entry.actor();
        return TimelineRow.ledger(
                entry.at(), line.kind(), line.title(), who, detail.strip(), bad || line.stands(), facts);
    }

    private static Line refusal(Entry entry) {
        String title = entry.fact("self").equals("yes") ? "Refused: self-approval" : "Refused attempt";
        return new Line("refused", title, entry.fact("why"), true);
    }

    private static Line line(Fact fact) {
        if (fact instanceof Requested requested) {
            if (AccountList.isReference(requested.frozen().request().account())) {
                return Line.of(
                        "request",
                        "Lock of "
                                + AccountList.counted(AccountList.size(
                                        requested.frozen().request().account()))
                                + " requested" + when(requested.frozen().request()),
                        requested.frozen().request().reason());
            }
            boolean lock = requested.frozen().request().target() == LockState.LOCKED;
            return Line.of(
                    "request",
                    (lock ? "Lock requested" : "Unlock requested")
                            + when(requested.frozen().request()),
                    requested.frozen().request().reason());
        }
        if (fact instanceof Looked look) {
            return look(look);
        }
        if (fact instanceof PolicyDecided policy) {
            return policy(policy);
        }
        if (fact instanceof Decided decision) {
            return Line.of("approval", decision.approved() ? "Approved" : "Rejected", decision.reason());
        }
        if (fact instanceof Withdrawn withdrawn) {
            return Line.of("approval", "Withdrawn", withdrawn.reason());
        }
        if (fact instanceof CallIntended call) {
            return Line.of("call", "Call of the cloud: set " + call.call().target(), "");
        }
        if (fact instanceof CallAnswered call) {
            String detail = call.detail().isEmpty() ? "provider request id " + call.receipt() : call.detail();
            return Line.of("call", "The cloud answered: " + call.answer(), detail);
        }
        if (fact instanceof UndoWanted wanted) {
            return Line.of("decision", "Undo wanted", why(wanted.cause()));
        }
        if (fact instanceof ReviewAsked) {
            return new Line("approval", "Its time is over: the approvers are asked whether the lock stays", "", true);
        }
        if (fact instanceof SettleAsked asked) {
            return new Line("approval", "An operator is asked", asked.why(), true);
        }
        if (fact instanceof Settled settled) {
            return Line.of("approval", "Settled: " + settled.settlement().label(), settled.reason());
        }
        if (fact instanceof Commented comment) {
            return Line.of("comment", "Comment", comment.text());
        }
        if (fact instanceof RestWithdrawn back) {
            return Line.of("approval", "What had no request yet was taken back", back.reason());
        }
        if (fact instanceof RetryAsked again) {
            return Line.of("decision", again.accounts() + " accounts of the list are requested once more", "");
        }
        if (fact instanceof CarriedOut done) {
            return new Line(
                    "end",
                    "List carried out: " + done.locked() + " of " + (done.locked() + done.others()) + " are locked",
                    done.others() == 0 || done.by().equals(Person.SYSTEM)
                            ? ""
                            : "That the others are not was accepted.",
                    done.others() > 0);
        }
        if (fact instanceof Ended ended) {
            return Line.of("end", "Ended: " + ended.outcome(), ended.reason());
        }
        if (fact instanceof Deleted deleted) {
            return new Line("end", "Deleted by hand", deleted.reason(), true);
        }
        if (fact instanceof LockGone gone) {
            return new Line(
                    "state",
                    gone.released() ? "Lock released" : "Lock found gone",
                    "by request " + gone.request(),
                    !gone.released());
        }
        if (fact instanceof Compared told) {
            String title = told.found() == Difference.AS_HELD
                    ? "Compared with its cloud: as held again"
                    : "Differs from its cloud: the account is " + told.found().words();
            return new Line(
                    "state",
                    title,
                    told.readings() + " readings agree. " + told.detail(),
                    told.found() != Difference.AS_HELD);
        }
        return new Line("refused", "Unreadable", ((Unreadable) fact).what(), true);
    }

    private static String when(LockRequest request) {
        return request.lockFrom().map(from -> ", from " + from).orElse("")
                + request.lockUntil().map(until -> ", until " + until).orElse("")
                + (request.times() == 1 ? "" : ", " + request.times() + " times: " + times(request))
                + request.lockFor()
                        .map(span -> ", for " + Text.words(span) + " from the lock on")
                        .orElse("");
    }

    private static String times(LockRequest request) {
        return request.lockTimes().stream()
                .map(time -> time.from() + " until " + time.until())
                .collect(Collectors.joining("; "));
    }

    private static Line look(Looked look) {
        return switch (look.why()) {
            case APPROVAL -> Line.of("state", "Account read for the request: " + look.saw(), look.detail());
            case BEFORE -> Line.of("state", "State before the call recorded: " + look.saw(), look.detail());
            case UNDO -> Line.of("state", "Account read before the undo: " + look.saw(), look.detail());
            case AFTER -> Line.of("verification", "Account read: " + look.saw(), look.detail());
            case LIVE ->
                Line.of(
                        "state",
                        "Live state asked for: " + (look.saw() == Sight.NO_ANSWER ? "no answer" : look.saw()),
                        look.detail());
        };
    }

    private static String why(Fact.Cause cause) {
        return switch (cause) {
            case EXPIRY -> "the lock's time is over";
            case FAILURE -> "the lock is contradicted";
            case REVIEW -> "the review has rejected the emergency lock";
            case OPERATOR -> "an operator decided so";
        };
    }

    private static Line policy(PolicyDecided policy) {
        if (policy.needsNoApproval()) {
            return new Line(
                    "decision",
                    "Policy decided: no approval needed, because the requester is a member of "
                            + policy.noApprovalFor(),
                    "rule " + policy.rule() + " of policy version " + policy.policyVersion(),
                    true);
        }
        String title = policy.approvals() == 0
                ? "Policy decided: denied"
                : "Policy decided: approvals needed " + policy.approvals() + ", by " + policy.group()
                        + (policy.escalates()
                                ? ", from " + policy.escalatesAt().truncatedTo(ChronoUnit.SECONDS) + " also by "
                                        + policy.fallback()
                                : "")
                        + (policy.locksFirst()
                                ? "; locked first, because the requester is a member of " + policy.lockFirst()
                                : "");
        String rule =
                policy.rule() == 0 ? "" : "rule " + policy.rule() + " of policy version " + policy.policyVersion();
        String counted = policy.counted().isEmpty() ? "" : " (" + policy.counted() + ")";
        return Line.of("decision", title, (policy.denied().isEmpty() ? rule : policy.denied()) + counted);
    }
}
