package io.github.accountlock.audit;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What became of a request, in plain words, from its ledger alone. Times stay times, so that a page can show its zone. */
public final class Verdict {

    private static final Map<String, String> LOCK = Map.ofEntries(
            Map.entry("", "Not ended yet."),
            Map.entry("LOCKED", "Locked."),
            Map.entry("ALREADY_LOCKED", "Was locked before; nothing was called."),
            Map.entry("UNLOCKED", "Locked for a time, and unlocked again."),
            Map.entry("ALREADY_UNLOCKED", "Was unlocked already; nothing was called."),
            Map.entry("REJECTED", "Rejected; nothing was called."),
            Map.entry("EXPIRED", "Expired; nothing was called."),
            Map.entry("WITHDRAWN", "Withdrawn by its requester; nothing was called."),
            Map.entry("DENIED", "Denied by the policy; nothing was called."),
            Map.entry("ACCOUNT_NOT_FOUND", "Account not found; nothing is locked by us."),
            Map.entry("TARGET_CHANGED", "The account was not the approved one any more; nothing was called."),
            Map.entry("UNDONE", "Lock undone; the account is unlocked again."),
            Map.entry("FAILED_UNCHANGED", "Refused by the cloud; the account is unchanged."),
            Map.entry("CLOSED_BY_OPERATOR", "Closed by an operator, without proof."),
            Map.entry(RequestSummary.DELETED, "Deleted by hand before its end; nothing is proven."));

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
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
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
        String words = LOCK.getOrDefault(request.outcome(), request.outcome());
        say(request.action().equals("lock") ? words : UNLOCK.getOrDefault(request.outcome(), words));
        say(" Requested by " + request.requester() + " on ");
        say(request.requestedAt());
        LedgerEvent first = evidence.events().get(0);
        say(" because “" + first.fact(Evidence.REASON) + "”"
                + (first.fact("ticket").isEmpty() ? "" : " (ticket " + first.fact("ticket") + ")"));
        decision(evidence);
        evidence.last(Kind.SETTLED)
                .ifPresent(settled -> say(", settled by " + settled.actor() + " (" + settled.fact(Evidence.SETTLEMENT)
                        + ": “" + settled.fact(Evidence.REASON) + "”)"));
        proof(evidence, request.action().equals("lock") ? "LOCKED" : "UNLOCKED");
        evidence.last(Kind.DELETED).ifPresent(deleted -> say(", deleted by " + deleted.actor()));
        say(".");
        ending(evidence);
    }

    private void decision(Evidence evidence) {
        Set<String> approvers = evidence.approvers();
        Optional<LedgerEvent> policy = evidence.policy();
        if (!approvers.isEmpty()) {
            say(", approved by " + listed(approvers));
        }
        evidence.last(Kind.REJECTED)
                .ifPresent(no -> say(", rejected by " + no.actor() + " (“" + no.fact(Evidence.REASON) + "”)"));
        policy.filter(decided -> !decided.fact(Evidence.RULE).isEmpty())
                .ifPresent(decided -> say(" under rule " + decided.fact(Evidence.RULE) + " of policy version "
                        + decided.fact(Evidence.POLICY_VERSION)));
        policy.filter(decided -> evidence.last(Kind.ENDED).isEmpty())
                .map(decided -> Integer.parseInt(decided.fact(Evidence.APPROVALS)) - approvers.size())
                .filter(missing -> missing > 0 && evidence.last(Kind.REJECTED).isEmpty())
                .ifPresent(missing -> say("; " + missing + (missing == 1 ? " approval" : " approvals") + " by "
                        + policy.get().fact(Evidence.GROUP) + " missing"));
    }

    private void proof(Evidence evidence, String wanted) {
        LedgerEvent call = null;
        for (LedgerEvent event : evidence.events()) {
            if (event.kind() == Kind.CALL_ANSWERED && event.fact("target").equals(wanted)) {
                call = event;
            }
            boolean proves = event.kind() == Kind.VERIFIED
                    && event.fact(Evidence.WANTED).equals(wanted)
                    && event.fact(Evidence.VERIFICATION).equals("confirmed");
            if (proves) {
                say(", proven by reading the account at ");
                say(event.at());
                if (call != null) {
                    say(", " + lasting(Duration.between(call.at(), event.at())) + " after the "
                            + (wanted.equals("LOCKED") ? "lock" : "unlock")
                            + (call.fact("answer").equals("LOST") ? ", whose answer was lost" : ""));
                }
                return;
            }
        }
    }

    private void ending(Evidence evidence) {
        evidence.last(Kind.ENDED).ifPresent(ended -> {
            say(" Ended on ");
            say(ended.at());
            say(ended.fact(Evidence.REASON).isEmpty() ? "." : ": " + ended.fact(Evidence.REASON));
        });
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
        return time.compareTo(Duration.ofMinutes(10)) < 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : time.toMinutes() + " min";
    }

    private void say(String text) {
        parts.add(new Part(text, false));
    }

    private void say(java.time.Instant moment) {
        parts.add(new Part(moment.toString(), true));
    }
}
