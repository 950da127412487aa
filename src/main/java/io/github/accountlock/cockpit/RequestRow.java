package io.github.accountlock.cockpit;

import io.github.accountlock.audit.ItsList;
import io.github.accountlock.hold.Reading;
import io.github.accountlock.hold.Readings;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.ledger.RequestSummary;
import io.github.accountlock.ledger.RequestSummary.Role;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;

/**
 * One request in a list, read from its ledger. Times are ISO 8601 UTC or empty.
 *
 * @param insteadOf in whose place substitutes have decided
 * @param standsIn in whose place each of the approvers who are substitutes has decided
 * @param times how often each account of a list is locked, between {@code lockFrom} and {@code lockUntil}
 * @param outcome empty while it has not ended
 * @param state where it stands if it has not ended
 * @param rule the row of the policy that decided, from 1; 0 if none did
 * @param list of which it is one account, or null
 * @param comparedAt when what it holds was last read at its cloud; no evidence
 * @param showed how the account was then, in words
 * @param problem why it must not be relied on, or empty
 */
record RequestRow(
        String id,
        String action,
        String provider,
        String region,
        String instanceId,
        String accountName,
        String account,
        String requester,
        List<String> approvers,
        List<String> insteadOf,
        Map<String, String> standsIn,
        String urgency,
        String outcome,
        String state,
        String requestedAt,
        String lockFrom,
        String lockUntil,
        int times,
        String approvedAt,
        String calledAt,
        String provenAt,
        String endedAt,
        String reason,
        String ticket,
        int rule,
        int policyVersion,
        Under list,
        String comparedAt,
        String showed,
        String problem) {

    /**
     * The list under which an account is locked.
     *
     * @param name what people call it
     */
    record Under(String id, String name, List<String> approvers, Map<String, String> standsIn) {

        static Under of(ItsList list) {
            return new Under(
                    list.requestId(),
                    list.name(),
                    list.approvals().stream()
                            .map(approval -> approval.by().id())
                            .toList(),
                    standing(list.approvals().stream()));
        }

        /** In words. */
        String approved() {
            return approvers.stream()
                    .map(id -> standsIn.containsKey(id) ? id + " for " + standsIn.get(id) : id)
                    .collect(Collectors.joining(", "));
        }
    }

    private static Map<String, String> standing(Stream<Decided> decisions) {
        return decisions
                .filter(Decided::standsIn)
                .collect(Collectors.toMap(
                        decision -> decision.by().id(),
                        decision -> decision.standsInFor().id(),
                        (one, other) -> one.equals(other) ? one : one + ", " + other,
                        TreeMap::new));
    }

    static RequestRow of(Trail trail, String state, Optional<Reading> reading, Optional<ItsList> list, Instant at) {
        String problem = trail.broken().map(Trail.Broken::sentence).orElse("");
        RequestSummary request;
        try {
            request = RequestSummary.of(trail);
        } catch (IllegalStateException unreadable) {
            String why = problem.isEmpty() ? "is not in the ledger" : problem;
            return new RequestRow(
                    trail.requestId(),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    List.of(),
                    List.of(),
                    Map.of(),
                    "",
                    "",
                    state,
                    "",
                    "",
                    "",
                    1,
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    0,
                    0,
                    null,
                    "",
                    "",
                    why);
        }
        RequestCase now = trail.requestCase();
        return new RequestRow(
                request.requestId(),
                request.action(),
                request.provider(),
                request.region(),
                request.instanceId(),
                request.accountName(),
                request.account(),
                request.requester(),
                List.copyOf(request.people().getOrDefault(Role.APPROVER, Set.of())),
                List.copyOf(request.people().getOrDefault(Role.REPRESENTED, Set.of())),
                standing(trail.facts().stream()
                        .map(Facts.Told::fact)
                        .filter(Decided.class::isInstance)
                        .map(Decided.class::cast)
                        .filter(Decided::approved)),
                request.urgency(),
                request.outcome(),
                request.outcome().isEmpty() ? standing(request, now, state, at) : "",
                request.requestedAt().toString(),
                text(request.lockFrom()),
                text(request.lockUntil()),
                now.request().times(),
                text(request.approvedAt()),
                text(request.calledAt()),
                text(request.provenAt()),
                text(request.endedAt()),
                now.request().reason(),
                now.request().ticket(),
                now.policy().map(PolicyDecided::rule).orElse(0),
                now.policy().map(PolicyDecided::policyVersion).orElse(0),
                list.map(Under::of).orElse(null),
                text(reading.map(Reading::latest)),
                reading.map(seen -> seen.showed().words()).orElse(""),
                problem);
    }

    /** A temporary lock that runs has nothing left to do but to end; of one that is in place, people decide whether it stays. */
    private static String standing(RequestSummary request, RequestCase now, String state, Instant at) {
        if (state.equals(Standing.AT_WORK) && OwnRequest.waits(now, at)) {
            return Standing.SCHEDULED;
        }
        if (now.underReview() && state.equals(Standing.APPROVAL)) {
            return "Locked, to be reviewed";
        }
        boolean locked = request.action().equals("lock")
                && request.provenAt().isPresent()
                && request.lockUntil().isPresent();
        return locked && state.equals(Standing.AT_WORK) ? "Locked for a time" : state;
    }

    private static String text(Optional<Instant> moment) {
        return moment.map(Instant::toString).orElse("");
    }

    /** Many at once; those that have not ended are looked up in the engine. */
    static List<RequestRow> all(ProcessEngine engine, AuditAccess access, List<String> ids) {
        List<Trail> trails = access.ledger().trails(ids);
        Map<String, Reading> readings = new Readings(access.connections()).of(ids);
        Set<String> running = trails.stream()
                .filter(trail -> !trail.requestCase().over())
                .map(Trail::requestId)
                .collect(Collectors.toSet());
        Map<String, String> standing = new Standing(engine).of(running);
        Map<String, ItsList> lists = ItsList.of(access.connections(), access.ledger(), trails);
        return trails.stream()
                .map(trail -> of(
                        trail,
                        standing.getOrDefault(trail.requestId(), ""),
                        Optional.ofNullable(readings.get(trail.requestId())),
                        Optional.ofNullable(lists.get(trail.requestId())),
                        access.clock().instant()))
                .toList();
    }
}
