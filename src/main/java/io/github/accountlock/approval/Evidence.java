package io.github.accountlock.approval;

import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the ledger proves about one request. Everything that leads to a call is decided on this and never on process
 * variables, which administrators can change.
 *
 * @param events of the request, oldest first, their seals checked
 */
public record Evidence(List<LedgerEvent> events) {

    private static final String SCHEMA = "1";

    /** Names of facts, spelled once. */
    public static final String DIGEST = "digest";

    public static final String ACTION = "action";
    public static final String MODEL = "model";
    public static final String HOLDS = "holds";
    public static final String FOREIGN = "foreign";
    public static final String STATE = "state";
    public static final String TYPE = "type";
    public static final String CREATED = "created";
    public static final String GROUP = "group";
    public static final String APPROVALS = "approvals";
    public static final String DUE = "due";
    public static final String POLICY = "policy";

    /** The matching row of the policy, from 1. */
    public static final String RULE = "rule";

    public static final String POLICY_VERSION = "policyVersion";
    public static final String EXPIRES = "expires";
    public static final String VERIFICATION = "verification";
    public static final String WANTED = "wanted";
    public static final String SETTLEMENT = "settlement";
    public static final String REASON = "reason";
    public static final String RECORDED = "recorded";
    public static final String AS_APPROVED = "as-approved";

    /** @throws IllegalStateException if the first entry is not the frozen request, or not what its digest says */
    public Evidence {
        events = List.copyOf(events);
        if (events.isEmpty() || events.get(0).kind() != Kind.REQUESTED) {
            throw new IllegalStateException("the request is not in the ledger, so nothing is called for it");
        }
        if (!digest(events.get(0).facts()).equals(events.get(0).fact(DIGEST))) {
            throw new IllegalStateException("the frozen request does not match its digest");
        }
    }

    /** The facts with which a request is frozen: its values, where it runs, and the SHA-256 over all of it. */
    public static Map<String, String> freeze(
            LockRequest request, String requestId, String definitionKey, String model, Instant at) {
        Map<String, String> facts = new TreeMap<>(request.values());
        facts.put("schema", SCHEMA);
        facts.put("request", requestId);
        facts.put("processInstance", requestId);
        facts.put("definition", definitionKey);
        facts.put(MODEL, model);
        facts.put(ACTION, request.target() == LockState.LOCKED ? "lock" : "unlock");
        facts.put("requester", request.requester());
        facts.put("requestedAt", at.toString());
        facts.put(DIGEST, digest(facts));
        return facts;
    }

    public LockRequest request() {
        LockState target = events.get(0).fact(ACTION).equals("lock") ? LockState.LOCKED : LockState.UNLOCKED;
        return LockRequest.from(target, events.get(0).facts(), events.get(0).actor());
    }

    public String requestId() {
        return events.get(0).requestId();
    }

    public String digest() {
        return events.get(0).fact(DIGEST);
    }

    /** SHA-256 of the model under which the request was made. */
    public String model() {
        return events.get(0).fact(MODEL);
    }

    /**
     * Whether the account is the one that the approvers were shown: same kind, same time of creation, and for a request
     * to unlock the same holds.
     */
    public boolean isAsSeen(AccountSeen account, String holds) {
        return last(Kind.ACCOUNT_SEEN)
                .filter(seen -> seen.fact(TYPE).equals(account.type()))
                .filter(seen -> seen.fact(CREATED)
                        .equals(account.createdAt().map(Instant::toString).orElse("")))
                .filter(seen -> request().target() == LockState.LOCKED
                        || seen.fact(HOLDS).equals(holds))
                .isPresent();
    }

    /** Whether the lock that was seen is nobody's of us. */
    public boolean foreign() {
        return last(Kind.ACCOUNT_SEEN)
                .filter(seen -> seen.fact(FOREIGN).equals("true"))
                .isPresent();
    }

    /** The state that was last seen before any call. */
    public Optional<LockState> lastSeen() {
        return last(Kind.STATE_RECORDED)
                .or(() -> last(Kind.ACCOUNT_SEEN))
                .map(seen -> LockState.valueOf(seen.fact(STATE)));
    }

    public Optional<LedgerEvent> policy() {
        return last(Kind.POLICY_DECIDED);
    }

    /** Who has approved under the policy in force. */
    public Set<String> approvers() {
        Set<String> approvers = new LinkedHashSet<>();
        grants().forEach(grant -> approvers.add(grant.actor()));
        return approvers;
    }

    /**
     * Grants that name this request's digest and the policy in force, given after the account was last shown; each by a
     * person other than the requester.
     */
    private List<LedgerEvent> grants() {
        List<LedgerEvent> grants = new ArrayList<>();
        for (LedgerEvent event : events) {
            if (event.kind() == Kind.ACCOUNT_SEEN) {
                grants.clear();
            } else if (event.kind() == Kind.APPROVED
                    && event.fact(DIGEST).equals(digest())
                    && event.fact(POLICY).equals(policyDigest())
                    && !event.actor().equals(events.get(0).actor())) {
                grants.add(event);
            }
        }
        return grants;
    }

    /** What a grant names, so that it covers no other policy than the one the approver acted under. */
    public String policyDigest() {
        return policy().map(policy -> CanonicalJson.digest(CanonicalJson.write(policy.facts())))
                .orElse("");
    }

    /**
     * Why a call is not covered by grants, as a sentence; empty if it is.
     *
     * @param first whether the call would be the first one that was approved: only that is bounded by a grant's expiry
     *     and by what was recorded before it, else a temporary lock would never end
     */
    public Optional<String> uncovered(Instant now, boolean first) {
        if (policy().isEmpty()) {
            return Optional.of("no policy has decided who must approve");
        }
        if (last(Kind.REJECTED).isPresent() || last(Kind.WITHDRAWN).isPresent()) {
            return Optional.of("the request was rejected or withdrawn");
        }
        if (last(Kind.ENDED).isPresent()) {
            return Optional.of("the request has ended");
        }
        int needed = Integer.parseInt(policy().get().fact(APPROVALS));
        if (approvers().size() < needed) {
            return Optional.of(approvers().size() + " of " + needed + " approvals are in the ledger");
        }
        boolean expired = grants().stream()
                .anyMatch(grant -> !Instant.parse(grant.fact(EXPIRES)).isAfter(now));
        if (expired && first) {
            return Optional.of("an approval has expired");
        }
        return first && !foundAsApproved()
                ? Optional.of("the account was not found as it was approved")
                : Optional.empty();
    }

    /** Whether the account was looked at after the last approval, and was what the approvers were shown. */
    private boolean foundAsApproved() {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).kind() == Kind.STATE_RECORDED) {
                return events.get(i).fact(RECORDED).equals(AS_APPROVED);
            }
            if (events.get(i).kind() == Kind.APPROVED) {
                return false;
            }
        }
        return false;
    }

    /** The state recorded before the lock call; UNKNOWN if none was. */
    public LockState stateBefore() {
        return last(Kind.STATE_RECORDED)
                .map(recorded -> LockState.valueOf(recorded.fact(STATE)))
                .orElse(LockState.UNKNOWN);
    }

    /** Whether the last look at the account, after the last call, proved the wanted state. */
    public boolean proven(LockState wanted) {
        for (int i = events.size() - 1; i >= 0; i--) {
            LedgerEvent event = events.get(i);
            if (event.kind() == Kind.CALL_INTENDED || event.kind() == Kind.CALL_ANSWERED) {
                return false;
            }
            if (event.kind() == Kind.VERIFIED) {
                return event.fact(WANTED).equals(wanted.name())
                        && event.fact(VERIFICATION).equals("confirmed");
            }
        }
        return false;
    }

    /** Whether any look proved the wanted state. */
    public boolean everProven(LockState wanted) {
        return events.stream()
                .filter(event -> event.kind() == Kind.VERIFIED)
                .filter(event -> event.fact(WANTED).equals(wanted.name()))
                .anyMatch(event -> event.fact(VERIFICATION).equals("confirmed"));
    }

    /** Whether the last look at the lock contradicted it. */
    public boolean contradicted() {
        return last(Kind.VERIFIED)
                .filter(look -> look.fact(WANTED).equals(LockState.LOCKED.name()))
                .filter(look -> look.fact(VERIFICATION).equals("contradicted"))
                .isPresent();
    }

    /** What an operator decided last, or empty. */
    public String settlement() {
        return last(Kind.SETTLED).map(settled -> settled.fact(SETTLEMENT)).orElse("");
    }

    public Optional<LedgerEvent> last(Kind kind) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).kind() == kind) {
                return Optional.of(events.get(i));
            }
        }
        return Optional.empty();
    }

    /** Over everything but the digest itself; the reason goes in as its own digest. */
    private static String digest(Map<String, String> facts) {
        Map<String, String> canonical = new TreeMap<>(facts);
        canonical.remove(DIGEST);
        String reason = canonical.remove(REASON);
        canonical.put("reasonDigest", CanonicalJson.digest(reason == null ? "" : reason));
        return CanonicalJson.digest(CanonicalJson.write(canonical));
    }
}
