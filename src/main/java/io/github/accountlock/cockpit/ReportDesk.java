package io.github.accountlock.cockpit;

import io.github.accountlock.audit.ControlsReport;
import io.github.accountlock.audit.DecisionTime;
import io.github.accountlock.audit.KeyUse;
import io.github.accountlock.audit.Listing;
import io.github.accountlock.audit.PolicyUse;
import io.github.accountlock.audit.Queue;
import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Span;
import io.github.accountlock.audit.Spread;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.hold.ForeignLocks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;

/** What is counted over all requests, for those who may see all of them. Every count is of rows that can be asked for. */
final class ReportDesk {

    static final int MOST_LINES = 200;

    private final ProcessEngine engine;
    private final AuditAccess access;
    private final ControlsReport report;
    private final Names names;

    ReportDesk(ProcessEngine engine, AuditAccess access) {
        this.engine = engine;
        this.access = access;
        this.report = new ControlsReport(access.connections(), access.ledger());
        this.names = new Names(engine);
    }

    /**
     * A queue and how many are in it.
     *
     * @param oldest when the oldest of them was requested, or empty
     * @param nextEnd when the first of their locks ends, or empty
     */
    record QueueCount(Queue queue, long count, String oldest, String nextEnd) {}

    List<QueueCount> queues() {
        return AuditAccess.unrestricted(engine, () -> {
            List<QueueCount> counts = new ArrayList<>();
            for (Queue queue : Queue.ALL) {
                counts.add(count(queue));
                if (queue.id().equals("differs")) {
                    counts.add(others());
                }
            }
            return counts;
        });
    }

    private QueueCount others() {
        ForeignLocks locks = new ForeignLocks(access.connections());
        String oldest = locks.told(0, 1).stream()
                .map(lock -> lock.first().toString())
                .findFirst()
                .orElse("");
        return new QueueCount(Queue.OTHERS, locks.count(), oldest, "");
    }

    /** @param total how many there are in all */
    record Others(long total, int first, String explanation, List<Other> locks) {}

    /**
     * An account that is locked though no request of ours holds it.
     *
     * @param account its path
     * @param firstSeen when the cloud was asked for the first of the readings that show it, UTC, ISO 8601
     */
    record Other(String account, String firstSeen, String lastSeen, int readings) {}

    /** The longest seen first. */
    Others others(int first, int most) {
        return AuditAccess.unrestricted(engine, () -> {
            ForeignLocks locks = new ForeignLocks(access.connections());
            List<Other> page = locks.told(first, Math.min(most, MOST_LINES)).stream()
                    .map(lock -> new Other(
                            lock.accountPath(),
                            lock.first().toString(),
                            lock.latest().toString(),
                            lock.count()))
                    .toList();
            return new Others(locks.count(), first, Queue.OTHERS.explanation(), page);
        });
    }

    /** Every one of them. */
    void eachOther(Consumer<Other> reader) {
        for (int first = 0; ; first += MOST_LINES) {
            List<Other> some = others(first, MOST_LINES).locks();
            some.forEach(reader);
            if (some.size() < MOST_LINES) {
                return;
            }
        }
    }

    private QueueCount count(Queue queue) {
        RequestSearch.Count count = access.requests().count(Search.by(Search.QUEUE, queue.id()));
        return new QueueCount(queue, count.total(), text(count.oldest()), text(count.nextEnd()));
    }

    record Report(String from, String to, List<ControlsReport.Answer> controls, List<Spread> spreads) {}

    /** Every control over a span of time, and those that the engine's operation log answers. */
    Report report(Instant from, Instant to) {
        return AuditAccess.unrestricted(engine, () -> {
            List<ControlsReport.Answer> answers =
                    new ArrayList<>(report.answers(from, to, access.clock().instant()));
            answers.add(ControlsReport.Answer.of(new HandWork(engine, new Span(from, to))));
            return new Report(from.toString(), to.toString(), answers, report.spreads(from, to));
        });
    }

    /**
     * Some happenings of one sort.
     *
     * @param total how many there are in all
     * @param byPerson how many by user id, whoever is asked for
     */
    record Happenings(
            String id,
            String title,
            String explanation,
            long total,
            Map<String, Long> byPerson,
            int first,
            List<Listing.Line> lines) {}

    /** @return empty if there is no such sort */
    Optional<Happenings> happenings(String sort, Span span, int first, int most) {
        return AuditAccess.unrestricted(
                engine,
                () -> listing(sort, span).map(listing -> {
                    Span ofAll = new Span(span.from(), span.to(), "", span.urgency());
                    return new Happenings(
                            listing.id(),
                            listing.title(),
                            listing.explanation(),
                            listing.count(),
                            listing(sort, ofAll).orElseThrow().byPerson(),
                            first,
                            listing.lines(first, Math.min(most, MOST_LINES)));
                }));
    }

    /** Every one of them, the newest first. */
    void each(String sort, Span span, Consumer<Listing.Line> reader) {
        for (int first = 0; ; first += MOST_LINES) {
            int from = first;
            List<Listing.Line> some = AuditAccess.unrestricted(
                    engine,
                    () -> listing(sort, span)
                            .map(all -> all.lines(from, MOST_LINES))
                            .orElse(List.of()));
            some.forEach(reader);
            if (some.size() < MOST_LINES) {
                return;
            }
        }
    }

    private Optional<Listing> listing(String sort, Span span) {
        return sort.equals(HandWork.ID)
                ? Optional.of(new HandWork(engine, span))
                : report.listing(sort, span, access.clock().instant(), names::groups);
    }

    List<DecisionTime> decisionTimes(Span span) {
        return AuditAccess.unrestricted(engine, () -> DecisionTime.all(access.connections(), span));
    }

    /**
     * A version of the approval policy.
     *
     * @param version in the engine; 0 if it is deployed no more
     * @param deployedAt ISO 8601 UTC, or empty
     * @param inForce whether it decides now
     * @param requests about how many requests it has decided, in all its versions with these bytes
     * @param first when it first decided, or empty
     * @param last when it last decided, or empty
     */
    record Policy(
            int version, String deployedAt, String digest, boolean inForce, long requests, String first, String last) {}

    /** The newest version stands first; what the ledger names and the engine has no more stands last. */
    List<Policy> policies() {
        return AuditAccess.unrestricted(engine, () -> {
            Map<String, PolicyUse> uses = new LinkedHashMap<>();
            PolicyUse.all(access.connections()).forEach(use -> uses.put(use.digest(), use));
            Map<String, PolicyUse> gone = new LinkedHashMap<>(uses);
            List<Policy> policies = new ArrayList<>();
            RepositoryService repository = engine.getRepositoryService();
            for (DecisionDefinition version : repository
                    .createDecisionDefinitionQuery()
                    .decisionDefinitionKey(AccountLockProcess.POLICY)
                    .withoutTenantId()
                    .orderByDecisionDefinitionVersion()
                    .desc()
                    .list()) {
                String digest = Sha256.hex(Diagram.bytes(repository.getDecisionModel(version.getId())));
                String deployedAt = repository
                        .createDeploymentQuery()
                        .deploymentId(version.getDeploymentId())
                        .singleResult()
                        .getDeploymentTime()
                        .toInstant()
                        .toString();
                policies.add(policy(version.getVersion(), deployedAt, digest, policies.isEmpty(), uses.get(digest)));
                gone.remove(digest);
            }
            gone.values().forEach(use -> policies.add(policy(0, "", use.digest(), false, use)));
            return policies;
        });
    }

    private static Policy policy(int version, String deployedAt, String digest, boolean inForce, PolicyUse use) {
        return use == null
                ? new Policy(version, deployedAt, digest, inForce, 0, "", "")
                : new Policy(version, deployedAt, digest, inForce, use.requests(), text(use.first()), text(use.last()));
    }

    /**
     * An evidence key that has sealed entries.
     *
     * @param known whether this application has it, so that its seals can be checked
     * @param seals whether it seals new entries
     */
    record Key(String keyId, long entries, long requests, String first, String last, boolean known, boolean seals) {}

    List<Key> keys() {
        return AuditAccess.unrestricted(engine, () -> KeyUse.all(access.connections())).stream()
                .map(use -> new Key(
                        use.keyId(),
                        use.entries(),
                        use.requests(),
                        text(use.first()),
                        text(use.last()),
                        access.keys().knows(use.keyId()),
                        access.keys().current().equals(use.keyId())))
                .toList();
    }

    private static String text(Instant moment) {
        return moment == null ? "" : moment.toString();
    }
}
