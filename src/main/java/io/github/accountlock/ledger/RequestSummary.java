package io.github.accountlock.ledger;

import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One request in one line, for lists and searches; made from the ledger's entries. All times are UTC.
 *
 * @param action {@code lock} or {@code unlock}
 * @param approvedAt the last approval
 * @param calledAt the first call for the requested state that was accepted or whose answer was lost
 * @param provenAt the first read that proved the requested state
 * @param outcome empty while the request has not ended; {@link #DELETED} if the instance was deleted by hand
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
        Optional<Instant> lockUntil,
        Optional<Instant> approvedAt,
        Optional<Instant> calledAt,
        Optional<Instant> provenAt,
        Optional<Instant> endedAt,
        String outcome,
        Map<Role, Set<String>> people) {

    public static final String DELETED = "DELETED";

    /** What somebody did in a request. The names are stored. */
    public enum Role {
        REQUESTER,
        APPROVER,
        REJECTER,
        OPERATOR,
        /** Tried what was not allowed. */
        REFUSED
    }

    /**
     * @param events of one request, oldest first
     * @throws IllegalStateException if the first one is not a request that can be read
     */
    public static RequestSummary of(List<LedgerEvent> events) {
        if (events.isEmpty() || events.get(0).kind() != Kind.REQUESTED) {
            throw new IllegalStateException("the first entry is not the request");
        }
        LedgerEvent first = events.get(0);
        Instant[] moments = new Instant[4];
        String outcome = "";
        Map<Role, Set<String>> people = new TreeMap<>();
        for (LedgerEvent event : events) {
            Step.of(event, first.fact("action")).ifPresent(step -> {
                int at = step.ordinal();
                moments[at] = step.first() && moments[at] != null ? moments[at] : event.at();
            });
            outcome = outcome.isEmpty() ? outcomeOf(event) : outcome;
            role(event)
                    .ifPresent(role ->
                            people.computeIfAbsent(role, any -> new TreeSet<>()).add(event.actor()));
        }
        return new RequestSummary(
                first.requestId(),
                first.fact("action"),
                first.fact("provider"),
                first.fact("region"),
                first.fact("instanceId"),
                first.fact("accountName"),
                first.actor(),
                first.fact("urgency"),
                first.at(),
                moment(first.fact("lockUntil")),
                Optional.ofNullable(moments[Step.APPROVED.ordinal()]),
                Optional.ofNullable(moments[Step.CALLED.ordinal()]),
                Optional.ofNullable(moments[Step.PROVEN.ordinal()]),
                Optional.ofNullable(moments[Step.ENDED.ordinal()]),
                outcome,
                people);
    }

    private static Optional<Instant> moment(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Instant.parse(text).truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException broken) {
            throw new IllegalStateException("\"" + text + "\" is not a moment", broken);
        }
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

        static Optional<Step> of(LedgerEvent event, String action) {
            String wanted = action.equals("lock") ? "LOCKED" : "UNLOCKED";
            return switch (event.kind()) {
                case APPROVED -> Optional.of(APPROVED);
                case CALL_ANSWERED ->
                    Optional.of(CALLED)
                            .filter(step -> event.fact("target").equals(wanted))
                            .filter(step -> List.of("ACCEPTED", "LOST").contains(event.fact("answer")));
                case VERIFIED ->
                    Optional.of(PROVEN)
                            .filter(step -> event.fact("wanted").equals(wanted))
                            .filter(step -> event.fact("verification").equals("confirmed"));
                case ENDED, DELETED -> Optional.of(ENDED);
                case REQUESTED,
                        ACCOUNT_SEEN,
                        POLICY_DECIDED,
                        REJECTED,
                        WITHDRAWN,
                        ATTEMPT_REFUSED,
                        STATE_RECORDED,
                        CALL_INTENDED,
                        UNDO_REFUSED,
                        SETTLED,
                        LOOKED_AT -> Optional.empty();
            };
        }
    }

    /** What an event says about the outcome; empty if nothing. */
    public static String outcomeOf(LedgerEvent event) {
        if (event.kind() == Kind.DELETED) {
            return DELETED;
        }
        return event.kind() == Kind.ENDED ? event.fact("outcome") : "";
    }

    /** The part that the event's actor takes by it. */
    static Optional<Role> role(LedgerEvent event) {
        if (event.actor().equals(LedgerEvent.SYSTEM) || event.actor().equals(LedgerEvent.NOBODY)) {
            return Optional.empty();
        }
        return switch (event.kind()) {
            case REQUESTED -> Optional.of(Role.REQUESTER);
            case APPROVED -> Optional.of(Role.APPROVER);
            case REJECTED -> Optional.of(Role.REJECTER);
            case SETTLED, DELETED -> Optional.of(Role.OPERATOR);
            case ATTEMPT_REFUSED -> Optional.of(Role.REFUSED);
            case ACCOUNT_SEEN,
                    POLICY_DECIDED,
                    WITHDRAWN,
                    STATE_RECORDED,
                    CALL_INTENDED,
                    CALL_ANSWERED,
                    VERIFIED,
                    UNDO_REFUSED,
                    ENDED,
                    LOOKED_AT -> Optional.empty();
        };
    }
}
