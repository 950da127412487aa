package io.github.accountlock.ledger;

import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.request.Answer;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.Unreadable;
import io.github.accountlock.request.Fact.Withdrawn;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Settlement;
import io.github.accountlock.request.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entries as version 0.1 wrote them. Frozen: nothing writes them any more, and what was sound then is sound now. Reads
 * them as facts, so that requests that were open at the upgrade go on, and judges them by the rule of that version.
 */
final class FirstFormat {

    /** It kept a claim on a job for this long. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private Looked shown;

    /** The fact of an entry; empty for a refused attempt, which version 0.1 kept among the facts. */
    Optional<Fact> read(Entry entry) {
        try {
            return Optional.ofNullable(fact(entry));
        } catch (RuntimeException malformed) {
            return Optional.of(new Unreadable(entry.at(), "an entry of version 0.1 is malformed"));
        }
    }

    private Fact fact(Entry entry) {
        Instant at = entry.at();
        Person by = new Person(entry.actor(), "");
        return switch (entry.kind()) {
            case Entry.REQUESTED -> new Requested(at, by, frozen(entry));
            case "ACCOUNT_SEEN" -> {
                shown = look(entry, Purpose.APPROVAL, entry.fact("state"), entry.fact("created"), entry.fact("holds"));
                yield shown;
            }
            case "POLICY_DECIDED" ->
                new PolicyDecided(
                        at,
                        "",
                        number(entry.fact("policyVersion")),
                        number(entry.fact("rule")),
                        number(entry.fact("approvals")),
                        entry.fact("group"),
                        Instant.parse(entry.fact("due")),
                        "");
            case "APPROVED", "REJECTED" ->
                new Decided(
                        at,
                        by,
                        entry.kind().equals("APPROVED"),
                        entry.fact("group"),
                        entry.fact("digest"),
                        Instant.parse(entry.fact("expires")),
                        entry.fact("reason"),
                        entry.fact("task"));
            case "WITHDRAWN" -> new Withdrawn(at, by, entry.fact("reason"));
            case "STATE_RECORDED" -> recorded(entry);
            case "CALL_INTENDED" -> new CallIntended(at, call(entry), at.plus(LONG), List.of());
            case "CALL_ANSWERED" ->
                new CallAnswered(
                        at,
                        call(entry),
                        Answer.valueOf(entry.fact("answer")),
                        entry.fact("providerRequestId"),
                        entry.fact("detail"));
            case "VERIFIED" -> look(entry, Purpose.AFTER, sight(entry.fact("observed")), "", "");
            case "UNDO_REFUSED" -> new SettleAsked(at, entry.fact("why"));
            case "SETTLED" ->
                new Settled(
                        at,
                        by,
                        Settlement.of(entry.fact("settlement")).orElseThrow(),
                        "operators",
                        entry.fact("reason"));
            case "ENDED" -> new Ended(at, Outcome.valueOf(entry.fact("outcome")), entry.fact("reason"));
            case "DELETED" -> new Deleted(at, by, entry.fact("reason"));
            case "LOOKED_AT" -> look(entry, Purpose.LIVE, live(entry), "", "");
            case Entry.ATTEMPT_REFUSED -> null;
            default -> new Unreadable(at, "a fact of the kind " + entry.kind() + " is not known here");
        };
    }

    private static FrozenRequest frozen(Entry entry) {
        if (!FactJson.digest(entry.facts()).equals(entry.fact("digest"))) {
            throw new IllegalStateException("the frozen request does not match its digest");
        }
        return new FrozenRequest(
                FactJson.request(entry.facts(), entry.actor()),
                entry.chain(),
                entry.fact("definition"),
                entry.fact("model"),
                "",
                Duration.ZERO,
                entry.fact("digest"));
    }

    /** It did not repeat the time of creation, but said whether it was the approved account. */
    private Looked recorded(Entry entry) {
        boolean same = !entry.fact("recorded").equals("changed");
        String created = shown == null ? "" : shown.created();
        return look(
                entry,
                Purpose.BEFORE,
                entry.fact("state"),
                same ? created : created + " changed",
                shown == null ? "" : shown.holds());
    }

    private static Looked look(Entry entry, Purpose why, String sight, String created, String holds) {
        return new Looked(
                entry.at(),
                why == Purpose.LIVE ? new Person(entry.actor(), "") : Person.SYSTEM,
                why,
                Sight.valueOf(sight),
                entry.at(),
                entry.fact("type"),
                created,
                entry.fact("validUntil"),
                holds,
                List.of(),
                List.of(),
                entry.fact("verification").equals("contradicted"),
                entry.fact("problem"));
    }

    private static String sight(String observed) {
        return observed.startsWith("no answer")
                ? "NO_ANSWER"
                : observed.replace(' ', '_').toUpperCase(Locale.ROOT);
    }

    private static String live(Entry entry) {
        return entry.fact("state").isEmpty() ? "NO_ANSWER" : entry.fact("state");
    }

    private static Call call(Entry entry) {
        return Call.to(LockState.valueOf(entry.fact("target")));
    }

    private static int number(String text) {
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    // ---------------------------------------------------------------- the rule of version 0.1

    /** The first call or grant of version 0.1 that was not in order, as a sentence; empty if all were. */
    static Optional<String> firstUncovered(List<Entry> entries) {
        List<Entry> before = new ArrayList<>();
        boolean called = false;
        for (Entry entry : entries) {
            if (!entry.isFirstFormat()) {
                continue;
            }
            Optional<String> wrong = Optional.empty();
            if (entry.kind().equals("APPROVED")
                    && entry.actor().equals(entries.get(0).actor())) {
                wrong = Optional.of("is an approval by the requester");
            } else if (entry.kind().equals("CALL_INTENDED")) {
                wrong = uncovered(before, entry.at(), !called).map(why -> "is a call without cover: " + why);
                called = true;
            }
            if (wrong.isPresent()) {
                return Optional.of("entry " + entry.number() + " " + wrong.get());
            }
            before.add(entry);
        }
        return Optional.empty();
    }

    private static Optional<String> uncovered(List<Entry> before, Instant at, boolean first) {
        Entry requested = before.isEmpty() ? null : before.get(0);
        if (requested == null || !requested.kind().equals(Entry.REQUESTED)) {
            return Optional.of("the request is not in the ledger, so nothing is called for it");
        }
        Optional<Entry> policy = last(before, "POLICY_DECIDED");
        if (policy.isEmpty()) {
            return Optional.of("no policy has decided who must approve");
        }
        if (last(before, "REJECTED").isPresent() || last(before, "WITHDRAWN").isPresent()) {
            return Optional.of("the request was rejected or withdrawn");
        }
        if (last(before, "ENDED").isPresent()) {
            return Optional.of("the request has ended");
        }
        List<Entry> grants = grants(before, requested, policy.get());
        Set<String> approvers = new LinkedHashSet<>();
        grants.forEach(grant -> approvers.add(grant.actor()));
        int needed = Integer.parseInt(policy.get().fact("approvals"));
        if (approvers.size() < needed) {
            return Optional.of(approvers.size() + " of " + needed + " approvals are in the ledger");
        }
        if (first
                && grants.stream()
                        .anyMatch(grant -> !Instant.parse(grant.fact("expires")).isAfter(at))) {
            return Optional.of("an approval has expired");
        }
        return first && !foundAsApproved(before)
                ? Optional.of("the account was not found as it was approved")
                : Optional.empty();
    }

    private static List<Entry> grants(List<Entry> before, Entry requested, Entry policy) {
        Map<String, String> decided = new TreeMap<>(policy.facts());
        String policyDigest = Sha256.hex(CanonicalJson.write(decided));
        List<Entry> grants = new ArrayList<>();
        for (Entry entry : before) {
            if (entry.kind().equals("ACCOUNT_SEEN")) {
                grants.clear();
            } else if (entry.kind().equals("APPROVED")
                    && entry.fact("digest").equals(requested.fact("digest"))
                    && entry.fact("policy").equals(policyDigest)
                    && !entry.actor().equals(requested.actor())) {
                grants.add(entry);
            }
        }
        return grants;
    }

    private static boolean foundAsApproved(List<Entry> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            if (before.get(i).kind().equals("STATE_RECORDED")) {
                return before.get(i).fact("recorded").equals("as-approved");
            }
            if (before.get(i).kind().equals("APPROVED")) {
                return false;
            }
        }
        return false;
    }

    private static Optional<Entry> last(List<Entry> before, String kind) {
        return before.stream().filter(entry -> entry.kind().equals(kind)).reduce((earlier, later) -> later);
    }
}
