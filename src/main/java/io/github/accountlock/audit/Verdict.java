package io.github.accountlock.audit;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Text;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Answer;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.RequestCase;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What became of a request, in plain words, from its ledger alone. Times stay times, so that a page can show its zone. */
public final class Verdict {

    /** Said of a request that led to no call. */
    private static final String NOTHING_CALLED = "nothing was called";

    private static final Map<String, String> LOCK = Map.ofEntries(
            Map.entry("", "Not ended yet."),
            Map.entry("LOCKED", "Locked."),
            Map.entry("ALREADY_LOCKED", "Was locked already; nothing was called."),
            Map.entry("UNLOCKED", "Locked for a time, and unlocked again."),
            Map.entry("ALREADY_UNLOCKED", "Was unlocked already; nothing was called."),
            Map.entry("REJECTED", "Rejected; nothing was called."),
            Map.entry("EXPIRED", "Expired; nothing was called."),
            Map.entry("WITHDRAWN", "Withdrawn by its requester; nothing was called."),
            Map.entry("DENIED", "Denied by the policy; nothing was called."),
            Map.entry("ACCOUNT_NOT_FOUND", "Account not found; nothing was called."),
            Map.entry("TARGET_CHANGED", "The account was not the approved one any more; nothing was called."),
            Map.entry("RELEASED", "This hold has ended without a call of its own."),
            Map.entry("UNDONE", "Lock undone; the account is unlocked again."),
            Map.entry("FAILED_UNCHANGED", "Refused by the cloud; the account is unchanged."),
            Map.entry("CARRIED_OUT", "Carried out, each account by a request of its own."),
            Map.entry("CLOSED_BY_OPERATOR", "Closed by an operator, without proof."),
            Map.entry(RequestSummary.DELETED, "Deleted by hand before its end; nothing was called."));

    private static final Map<String, String> UNLOCK = Map.of("UNLOCKED", "Unlocked.");
    private static final Map<String, String> LIST =
            Map.of("UNDONE", "List undone; what it had locked is unlocked again.");

    private final List<Part> parts = new ArrayList<>();

    private Verdict() {}

    /**
     * @param time whether the text is a moment, ISO 8601 UTC
     * @param person whether it is a user id
     * @param request id of the request that the text is the name of, or empty
     */
    public record Part(String text, boolean time, boolean person, String request) {}

    /** The verdict over a request, without the name of its list. */
    public static List<Part> of(Trail trail) {
        return of(trail, Optional.empty());
    }

    /** The verdict over a request; a broken trail is said first. */
    public static List<Part> of(Trail trail, Optional<ItsList> list) {
        Verdict verdict = new Verdict();
        trail.broken()
                .ifPresent(broken ->
                        verdict.say("Do not rely on this: the ledger is broken, " + broken.sentence() + ". "));
        try {
            verdict.about(trail, trail.requestCase(), RequestSummary.of(trail), list);
        } catch (IllegalStateException | IllegalArgumentException | DateTimeException unreadable) {
            verdict.say("Nothing can be said about this request: " + unreadable.getMessage() + ".");
        }
        return List.copyOf(verdict.parts);
    }

    /** The same as one text, times in UTC. */
    public static String text(Trail trail) {
        return text(trail, Optional.empty());
    }

    static String text(Trail trail, Optional<ItsList> list) {
        StringBuilder text = new StringBuilder();
        of(trail, list).forEach(part -> text.append(part.text()));
        return text.toString();
    }

    private void about(Trail trail, RequestCase now, RequestSummary request, Optional<ItsList> list) {
        boolean lock = request.action().equals("lock");
        say(inAWord(now, request.outcome(), lock));
        say(" Requested by ");
        person(request.requester());
        say(" on ");
        say(request.requestedAt());
        String ticket = now.request().ticket();
        say(" because “" + now.request().reason() + "”" + (ticket.isEmpty() ? "" : " (ticket " + ticket + ")"));
        int times = now.request().times();
        now.request().lockFrom().ifPresent(from -> {
            say(times > 1 ? ", to be locked " + times + " times, the first from " : ", to be locked from ");
            say(from);
            say(" on");
        });
        now.request().lockUntil().filter(last -> times > 1).ifPresent(last -> {
            say(", the last until ");
            say(last);
        });
        now.request().lockFor().ifPresent(span -> say(", for " + Text.words(span) + " from the lock on"));
        List<Fact> facts = trail.facts().stream().map(Facts.Told::fact).toList();
        List<Fact> untilTheEnd =
                facts.stream().takeWhile(fact -> !(fact instanceof ReviewAsked)).toList();
        boolean over = !request.outcome().isEmpty();
        decision(untilTheEnd, RequestCase.of(untilTheEnd), over);
        now.list().ifPresent(id -> underItsList(list.orElse(new ItsList(id, id, List.of()))));
        if (now.reviewAskedAt().isPresent()) {
            review(facts.subList(untilTheEnd.size(), facts.size()), now, over);
        }
        now.settled().ifPresent(settled -> {
            say(", settled by ");
            person(settled.by().id());
            say(" (" + settled.settlement().label() + ": “" + settled.reason() + "”)");
        });
        now.late()
                .ifPresent(late -> say((now.joins() ? ", held " : ", called ") + Text.words(late) + " after its time"));
        proof(facts, lock ? Call.LOCK : Call.UNLOCK, ", proven");
        if (lock && (now.undoProven() || facts.stream().anyMatch(Verdict::isAnsweredUnlock))) {
            proof(facts, Call.UNLOCK, ", then proven unlocked");
        }
        say(".");
        ending(now);
        now.gone().filter(any -> over).ifPresent(this::endOfHold);
        now.differs().ifPresent(told -> {
            say(" Differs from its cloud: the account is " + told.found().words() + ", as " + told.readings()
                    + " readings agree, the first of them at ");
            say(told.first());
            say(".");
        });
    }

    /** Of a lock that had been made: what became of it later. */
    private void endOfHold(LockGone gone) {
        say(" Its hold has ended on ");
        say(gone.at());
        say(": ");
        parts.add(new Part("another request", false, false, gone.request()));
        say(gone.released() ? " has released it." : " has found that the lock was gone.");
    }

    private void underItsList(ItsList list) {
        say(", under list “");
        parts.add(new Part(list.name(), false, false, list.requestId()));
        say(list.approvals().isEmpty() ? "”" : "”, which was approved by ");
        listed(list.approvals());
    }

    private static boolean isAnsweredUnlock(Fact fact) {
        return fact instanceof CallAnswered call
                && call.call() == Call.UNLOCK
                && call.answer().mayHaveChanged();
    }

    private static String inAWord(RequestCase now, String outcome, boolean lock) {
        String words = LOCK.getOrDefault(outcome, outcome + ".");
        words = lock ? words : UNLOCK.getOrDefault(outcome, words);
        words = now.isList() ? LIST.getOrDefault(outcome, words) : words;
        if (!now.called()) {
            return words;
        }
        return words.replace(
                NOTHING_CALLED,
                outcome.equals(RequestSummary.DELETED)
                        ? "the cloud had been called, so look at the account"
                        : "nothing was changed");
    }

    private void decision(List<Fact> facts, RequestCase now, boolean over) {
        Map<String, Decided> approvers = new LinkedHashMap<>();
        now.grants().forEach(grant -> approvers.putIfAbsent(grant.by().id(), grant));
        if (!approvers.isEmpty()) {
            say(", approved by ");
            listed(List.copyOf(approvers.values()));
        }
        rejections(facts, ", rejected by ");
        now.policy()
                .filter(PolicyDecided::needsNoApproval)
                .ifPresent(policy -> say("; rule " + policy.rule() + " of policy version " + policy.policyVersion()
                        + " asked for no approval, because the requester is a member of " + policy.noApprovalFor()));
        now.policy()
                .filter(policy -> policy.approvals() > 0)
                .ifPresent(policy ->
                        policy(policy, approvers.size(), now.rejection().isPresent(), over));
    }

    private void rejections(List<Fact> facts, String how) {
        facts.stream()
                .filter(fact -> fact instanceof Decided decision && !decision.approved())
                .map(Decided.class::cast)
                .forEach(no -> {
                    say(how);
                    who(no);
                    say(" (“" + no.reason() + "”)");
                });
    }

    /** What was decided when the time of the lock was over. */
    private void review(List<Fact> facts, RequestCase now, boolean over) {
        say("; when its time was over");
        List<Decided> approvers = now.grants();
        if (!approvers.isEmpty()) {
            say(", kept by ");
            listed(approvers);
        }
        rejections(facts, ", not kept by ");
        int missing = now.policy().orElseThrow().approvals() - approvers.size();
        if (missing > 0 && now.rejection().isEmpty()) {
            say(", " + counted(missing) + " by " + now.policy().orElseThrow().group()
                    + (over ? " never came" : " still to come"));
        }
    }

    private void policy(PolicyDecided policy, int approvals, boolean rejected, boolean over) {
        String rule =
                policy.rule() == 0 ? "" : "rule " + policy.rule() + " of policy version " + policy.policyVersion();
        int needed = policy.approvals();
        String by = " by " + policy.group();
        if (approvals == 0 && !rejected) {
            say("; " + (rule.isEmpty() ? "the policy" : rule) + (over ? " asked for " : " asks for ") + counted(needed)
                    + by + (policy.locksFirst() ? " after the lock" : ""));
            return;
        }
        say(rule.isEmpty() ? "" : " under " + rule);
        say(policy.locksFirst() ? ", after the lock" : "");
        if (approvals < needed && !rejected) {
            say("; " + counted(needed - approvals) + by + (over ? " never came" : " still to come"));
        }
    }

    private static String counted(int approvals) {
        return approvals + (approvals == 1 ? " approval" : " approvals");
    }

    /** The first reading that proved what was wanted, or that there was none although a call may have had an effect. */
    private void proof(List<Fact> facts, Call wanted, String proven) {
        CallAnswered call = null;
        RequestCase now = RequestCase.NONE;
        for (Fact fact : facts) {
            now = now.and(fact);
            boolean mayHaveChanged = fact instanceof CallAnswered answered
                    && answered.call() == wanted
                    && answered.answer().mayHaveChanged();
            if (mayHaveChanged) {
                call = (CallAnswered) fact;
            } else if (fact instanceof Looked && proves(now, wanted)) {
                say(proven + " by reading the account at ");
                say(fact.at());
                if (call != null) {
                    String change = wanted == Call.LOCK ? "lock" : "unlock";
                    say(", " + lasting(Duration.between(call.at(), fact.at())) + " after the " + change + lost(call));
                }
                return;
            }
        }
        if (call != null) {
            say(", not proven after the " + (wanted == Call.LOCK ? "lock" : "unlock") + " was asked for at ");
            say(call.at());
            say(lost(call));
        }
    }

    private static boolean proves(RequestCase now, Call wanted) {
        if (wanted == Call.LOCK) {
            return now.lockProven();
        }
        return now.request().target() == LockState.UNLOCKED ? now.unlockProven() : now.undoProven();
    }

    private static String lost(CallAnswered call) {
        return call.answer() == Answer.LOST ? ", whose answer was lost" : "";
    }

    private void ending(RequestCase now) {
        now.ended().ifPresent(ended -> {
            when("Ended", ended.at());
            why(ended.reason());
        });
        now.deleted().ifPresent(deleted -> {
            when("Deleted", deleted.at());
            say(" by ");
            if (deleted.by().isNobody()) {
                say("nobody");
            } else {
                person(deleted.by().id());
            }
            why(deleted.reason());
        });
    }

    private void when(String verb, Instant at) {
        say(" " + verb + " on ");
        say(at);
    }

    private void why(String given) {
        String reason = given.strip();
        boolean whole = reason.isEmpty() || ".!?".indexOf(reason.charAt(reason.length() - 1)) >= 0;
        say(reason.isEmpty() ? "." : ": " + reason + (whole ? "" : "."));
    }

    private void listed(List<Decided> decisions) {
        for (int i = 0; i < decisions.size(); i++) {
            say(i == 0 ? "" : i == decisions.size() - 1 ? " and " : ", ");
            who(decisions.get(i));
        }
    }

    private void who(Decided decision) {
        person(decision.by().id());
        if (decision.standsIn()) {
            say(" for ");
            person(decision.standsInFor().id());
        }
    }

    private static String lasting(Duration time) {
        if (time.toMillis() < 100) {
            return time.toMillis() + " ms";
        }
        if (time.compareTo(Duration.ofMinutes(2)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        return time.compareTo(Duration.ofHours(2)) < 0 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, false, false, ""));
        }
    }

    private void person(String id) {
        parts.add(new Part(id, false, true, ""));
    }

    private void say(Instant moment) {
        parts.add(new Part(moment.toString(), true, false, ""));
    }
}
