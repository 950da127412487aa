package io.github.accountlock.audit;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.Trail;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
            Map.entry("UNDONE", "Lock undone; the account is unlocked again."),
            Map.entry("FAILED_UNCHANGED", "Refused by the cloud; the account is unchanged."),
            Map.entry("CLOSED_BY_OPERATOR", "Closed by an operator, without proof."),
            Map.entry(RequestSummary.DELETED, "Deleted by hand before its end; nothing was called."));

    private static final Map<String, String> UNLOCK = Map.of("UNLOCKED", "Unlocked.");

    private final List<Part> parts = new ArrayList<>();

    private Verdict() {}

    /** @param time whether the text is a moment, ISO 8601 UTC */
    public record Part(String text, boolean time) {}

    /** The verdict over a request; a broken trail is said first. */
    public static List<Part> of(Trail trail) {
        Verdict verdict = new Verdict();
        trail.broken()
                .ifPresent(broken ->
                        verdict.say("Do not rely on this: the ledger is broken, " + broken.sentence() + ". "));
        try {
            verdict.about(new Evidence(trail.events()), RequestSummary.of(trail.events()));
        } catch (IllegalStateException | IllegalArgumentException | DateTimeException unreadable) {
            verdict.say("Nothing can be said about this request: " + unreadable.getMessage() + ".");
        }
        return List.copyOf(verdict.parts);
    }

    /** The same as one text, times in UTC. */
    public static String text(Trail trail) {
        StringBuilder text = new StringBuilder();
        of(trail).forEach(part -> text.append(part.text()));
        return text.toString();
    }

    private void about(Evidence evidence, RequestSummary request) {
        boolean lock = request.action().equals("lock");
        say(inAWord(evidence, request.outcome(), lock));
        say(" Requested by " + request.requester() + " on ");
        say(request.requestedAt());
        LedgerEvent first = evidence.events().get(0);
        say(" because “" + first.fact(Evidence.REASON) + "”"
                + (first.fact("ticket").isEmpty() ? "" : " (ticket " + first.fact("ticket") + ")"));
        decision(evidence, !request.outcome().isEmpty());
        evidence.last(Kind.SETTLED)
                .ifPresent(settled -> say(", settled by " + settled.actor() + " (" + settled.fact(Evidence.SETTLEMENT)
                        + ": “" + settled.fact(Evidence.REASON) + "”)"));
        proof(evidence, lock ? "LOCKED" : "UNLOCKED", ", proven");
        if (lock && evidence.everProven(LockState.UNLOCKED)) {
            proof(evidence, "UNLOCKED", ", then proven unlocked");
        }
        say(".");
        ending(evidence);
    }

    private static String inAWord(Evidence evidence, String outcome, boolean lock) {
        String words = LOCK.getOrDefault(outcome, outcome + ".");
        words = lock ? words : UNLOCK.getOrDefault(outcome, words);
        if (evidence.last(Kind.CALL_INTENDED).isEmpty()) {
            return words;
        }
        return words.replace(
                NOTHING_CALLED,
                outcome.equals(RequestSummary.DELETED)
                        ? "the cloud had been called, so look at the account"
                        : "nothing was changed");
    }

    private void decision(Evidence evidence, boolean over) {
        Set<String> approvers = evidence.approvers();
        Optional<LedgerEvent> rejected = evidence.last(Kind.REJECTED);
        if (!approvers.isEmpty()) {
            say(", approved by " + listed(approvers));
        }
        rejected.ifPresent(no -> say(", rejected by " + no.actor() + " (“" + no.fact(Evidence.REASON) + "”)"));
        evidence.policy().ifPresent(policy -> policy(policy, approvers.size(), rejected.isPresent(), over));
    }

    private void policy(LedgerEvent policy, int approvals, boolean rejected, boolean over) {
        String rule = policy.fact(Evidence.RULE).isEmpty()
                ? ""
                : "rule " + policy.fact(Evidence.RULE) + " of policy version " + policy.fact(Evidence.POLICY_VERSION);
        int needed = Integer.parseInt(policy.fact(Evidence.APPROVALS));
        String by = " by " + policy.fact(Evidence.GROUP);
        if (approvals == 0 && !rejected) {
            say("; " + (rule.isEmpty() ? "the policy" : rule) + (over ? " asked for " : " asks for ") + counted(needed)
                    + by);
            return;
        }
        say(rule.isEmpty() ? "" : " under " + rule);
        if (approvals < needed && !rejected) {
            say("; " + counted(needed - approvals) + by + (over ? " never came" : " still to come"));
        }
    }

    private static String counted(int approvals) {
        return approvals + (approvals == 1 ? " approval" : " approvals");
    }

    /** The first reading that showed what was wanted, or that there was none although a call may have had an effect. */
    private void proof(Evidence evidence, String wanted, String proven) {
        String change = wanted.equals("LOCKED") ? "lock" : "unlock";
        LedgerEvent call = null;
        for (LedgerEvent event : evidence.events()) {
            boolean mayHaveChanged = event.kind() == Kind.CALL_ANSWERED
                    && event.fact("target").equals(wanted)
                    && List.of("ACCEPTED", "LOST").contains(event.fact("answer"));
            boolean proves = event.kind() == Kind.VERIFIED
                    && event.fact(Evidence.WANTED).equals(wanted)
                    && event.fact(Evidence.VERIFICATION).equals("confirmed");
            if (mayHaveChanged) {
                call = event;
            } else if (proves) {
                say(proven + " by reading the account at ");
                say(event.at());
                if (call != null) {
                    say(", " + lasting(Duration.between(call.at(), event.at())) + " after the " + change + lost(call));
                }
                return;
            }
        }
        if (call != null) {
            say(", not proven after the " + change + " was asked for at ");
            say(call.at());
            say(lost(call));
        }
    }

    private static String lost(LedgerEvent call) {
        return call.fact("answer").equals("LOST") ? ", whose answer was lost" : "";
    }

    private void ending(Evidence evidence) {
        evidence.last(Kind.ENDED).ifPresent(ended -> ending("Ended", ended, ""));
        evidence.last(Kind.DELETED).ifPresent(deleted -> ending("Deleted", deleted, " by " + deleted.actor()));
    }

    private void ending(String verb, LedgerEvent end, String who) {
        say(" " + verb + " on ");
        say(end.at());
        String reason = end.fact(Evidence.REASON).strip();
        boolean whole = reason.isEmpty() || ".!?".indexOf(reason.charAt(reason.length() - 1)) >= 0;
        say(who + (reason.isEmpty() ? "." : ": " + reason + (whole ? "" : ".")));
    }

    private static String listed(Set<String> people) {
        List<String> names = List.copyOf(people);
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
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
        parts.add(new Part(text, false));
    }

    private void say(Instant moment) {
        parts.add(new Part(moment.toString(), true));
    }
}
