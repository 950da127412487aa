package io.github.accountlock.ledger;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.RequestCase;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One request in one line, for lists and searches; made from the ledger's entries. All times are UTC.
 *
 * @param action {@code lock} or {@code unlock}
 * @param lockFrom from when on the account is to be locked, if not as soon as it is approved
 * @param lockUntil when the lock ends; of a lock for some time, empty until it is proven
 * @param approvedAt the last approval
 * @param calledAt the first call for the requested state that was accepted or whose answer was lost
 * @param provenAt the first read that proved the requested state
 * @param outcome empty while the request has not ended; {@link #DELETED} if the instance was deleted by hand
 * @param ofList whether it is one of a list of accounts
 * @param people who had a part in it, by role
 */
public record RequestSummary(
        String requestId,
        String action,
        String provider,
        String region,
        String instanceId,
        String accountName,
        String requester,
        String urgency,
        Instant requestedAt,
        Optional<Instant> lockFrom,
        Optional<Instant> lockUntil,
        Optional<Instant> approvedAt,
        Optional<Instant> calledAt,
        Optional<Instant> provenAt,
        Optional<Instant> endedAt,
        String outcome,
        boolean ofList,
        Map<Role, Set<String>> people) {

    public static final String DELETED = "DELETED";

    private static final String NOBODY = "nobody";

    /** What somebody did in a request. The names are stored. */
    public enum Role {
        REQUESTER,
        APPROVER,
        REJECTER,
        /** Somebody has decided in his place. */
        REPRESENTED,
        OPERATOR,
        /** Tried what was not allowed. */
        REFUSED
    }

    /**
     * @param trail of one request
     * @throws IllegalStateException if the first entry is not a request that can be read
     */
    public static RequestSummary of(Trail trail) {
        List<Facts.Told> facts = trail.facts();
        if (facts.isEmpty() || !(facts.get(0).fact() instanceof Requested first)) {
            throw new IllegalStateException("the first entry is not the request");
        }
        Instant[] moments = new Instant[Step.values().length];
        String outcome = "";
        Map<Role, Set<String>> people = new TreeMap<>();
        RequestCase now = RequestCase.NONE;
        for (Facts.Told told : facts) {
            Fact fact = told.fact();
            now = now.and(fact);
            Step.of(fact, now).ifPresent(step -> {
                int at = step.ordinal();
                moments[at] = step.first() && moments[at] != null ? moments[at] : fact.at();
            });
            outcome = outcome.isEmpty() ? outcomeOf(fact) : outcome;
            roles(fact)
                    .forEach((role, person) ->
                            people.computeIfAbsent(role, any -> new TreeSet<>()).add(person));
        }
        refused(trail)
                .forEach(person -> people.computeIfAbsent(Role.REFUSED, any -> new TreeSet<>())
                        .add(person));
        LockRequest request = first.frozen().request();
        return new RequestSummary(
                trail.requestId(),
                request.target() == LockState.LOCKED ? "lock" : "unlock",
                request.account().provider().value(),
                request.account().region(),
                request.account().instanceId(),
                request.account().accountName(),
                request.requester(),
                request.urgency().name().toLowerCase(Locale.ROOT),
                first.at(),
                request.lockFrom(),
                now.end().map(FactJson::moment),
                Optional.ofNullable(moments[Step.APPROVED.ordinal()]),
                Optional.ofNullable(moments[Step.CALLED.ordinal()]),
                Optional.ofNullable(moments[Step.PROVEN.ordinal()]),
                Optional.ofNullable(moments[Step.ENDED.ordinal()]),
                outcome,
                !first.list().isEmpty(),
                people);
    }

    /** Who tried what is not allowed: in the chain of refusals, and before version 0.2 among the facts. */
    private static Set<String> refused(Trail trail) {
        Set<String> refused = new TreeSet<>();
        Stream.concat(trail.entries().stream(), trail.refusals().stream())
                .filter(entry -> entry.kind().equals(Entry.ATTEMPT_REFUSED))
                .map(Entry::actor)
                .filter(actor -> !actor.equals(Person.SYSTEM.id()) && !actor.equals(NOBODY))
                .forEach(refused::add);
        return refused;
    }

    /** The account's path, {@code provider/region/instance/account}. */
    public String account() {
        return String.join("/", provider, region, instanceId, accountName);
    }

    /** A moment that a summary remembers. */
    enum Step {
        APPROVED("approved_at"),
        CALLED("called_at"),
        PROVEN("proven_at"),
        ENDED("ended_at");

        private final String column;

        Step(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }

        /** Whether the first such event counts, and not the last. */
        boolean first() {
            return this != APPROVED;
        }

        static Optional<Step> of(Fact fact, RequestCase then) {
            if (fact instanceof Decided decision) {
                return Optional.of(APPROVED).filter(step -> decision.approved());
            }
            if (fact instanceof CallAnswered answered) {
                return Optional.of(CALLED)
                        .filter(step ->
                                answered.call().target() == then.request().target())
                        .filter(step -> answered.answer().mayHaveChanged());
            }
            if (fact instanceof Looked) {
                return Optional.of(PROVEN).filter(step -> then.proven());
            }
            return Optional.of(ENDED).filter(step -> fact instanceof Ended || fact instanceof Deleted);
        }
    }

    /** What a fact says about the outcome; empty if nothing. */
    static String outcomeOf(Fact fact) {
        if (fact instanceof Deleted) {
            return DELETED;
        }
        return fact instanceof Ended ended ? ended.outcome().name() : "";
    }

    /** The parts that people take by a fact. */
    static Map<Role, String> roles(Fact fact) {
        Map<Role, String> roles = new EnumMap<>(Role.class);
        role(fact).ifPresent(role -> roles.put(role, fact.by().id()));
        if (fact instanceof Decided decision && decision.standsIn()) {
            roles.put(Role.REPRESENTED, decision.standsInFor().id());
        }
        return roles;
    }

    private static Optional<Role> role(Fact fact) {
        if (fact.by().isNobody() || fact.by().id().equals(NOBODY)) {
            return Optional.empty();
        }
        if (fact instanceof Requested) {
            return Optional.of(Role.REQUESTER);
        }
        if (fact instanceof Decided decision) {
            return Optional.of(decision.approved() ? Role.APPROVER : Role.REJECTER);
        }
        return Optional.of(Role.OPERATOR).filter(role -> fact instanceof Settled || fact instanceof Deleted);
    }
}
