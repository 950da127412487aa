package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.hold.JdbcHolds;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who keeps an account locked. The rows of the holds only say where to look; what is told comes from each request's
 * facts. A row that tells something else than them, or whose request's ledger is broken, is a doubt: it counts as
 * somebody's lock, and a request to remove locks stops at it.
 */
public final class Holders {

    private static final Logger LOG = LoggerFactory.getLogger(Holders.class);
    private static final Duration NEXT_TRY = Duration.ofSeconds(10);
    private static final Person SOMEBODY = new Person("somebody", "");

    private final Holds holds;
    private final Ledger ledger;

    public Holders(Holds holds, Ledger ledger) {
        this.holds = holds;
        this.ledger = ledger;
    }

    /**
     * Who holds an account.
     *
     * @param standing requests that may lock it, ended or temporary, by their facts; newest first
     * @param doubts requests whose rows and facts differ; where it is the own request, its facts say enough
     */
    record Found(Map<String, RequestCase> standing, Map<String, LedgerBroken> doubts) {

        /**
         * A look with who holds the account it shows, without one request. Who held another account of that name, deleted
         * since, holds this one not.
         *
         * @throws LedgerBroken if that is in doubt and the request wants locks removed
         */
        Looked besides(String requestId, LockRequest request, Looked look) {
            Map<String, LedgerBroken> doubtful = new LinkedHashMap<>(doubts);
            doubtful.remove(requestId);
            if (request.target() == LockState.UNLOCKED && !doubtful.isEmpty()) {
                throw doubtful.values().iterator().next();
            }
            Map<String, RequestCase> others = new LinkedHashMap<>(standing);
            others.remove(requestId);
            others.values().removeIf(other -> other.isAnother(look));
            Stream<Person> known = others.values().stream().map(RequestCase::requester);
            Stream<Person> unknown = doubtful.values().stream().map(doubt -> SOMEBODY);
            Stream<String> words = others.entrySet().stream().map(other -> line(other.getKey(), other.getValue()));
            Stream<String> doubts = doubtful.values().stream().map(doubt -> SOMEBODY.id() + ": " + doubt.getMessage());
            return look.heldBy(
                    Stream.concat(words, doubts).collect(Collectors.joining("\n")),
                    Stream.concat(known, unknown).distinct().toList(),
                    others.entrySet().stream()
                            .filter(other -> other.getValue().hold().equals(Optional.of(HoldState.HELD)))
                            .filter(other -> !other.getValue().isUnanswered())
                            .map(Map.Entry::getKey)
                            .toList());
        }
    }

    /**
     * A lock that nobody holds may be that of a request of ours which is still at work on it, and an open account one that is
     * just being unlocked: nothing is concluded meanwhile.
     *
     * @throws Unavailable while another request works on the account; the step runs again
     */
    void notWhileOthersWork(String requestId, AccountRef account) {
        holds.worker(account.path()).filter(other -> !other.equals(requestId)).ifPresent(other -> {
            throw atWork(account, other);
        });
    }

    /**
     * Lets a request alone work on its account, so that no other begins or ends a lock between its looks and its end.
     *
     * @throws Unavailable while another one does; the step runs again
     */
    void work(String requestId, RequestCase now) {
        holds.work(requestId, now).ifPresent(other -> {
            throw atWork(now.request().account(), other);
        });
    }

    private static Unavailable atWork(AccountRef account, String other) {
        return Unavailable.throttled(
                account,
                "request " + other + " is at work on this account; it comes first. If it stands still, look at"
                        + " that one: it may wait for an operator, be suspended, or have an incident",
                null,
                null,
                NEXT_TRY);
    }

    private static void wake(String requestId) {
        Context.getProcessEngineConfiguration()
                .getManagementService()
                .createJobQuery()
                .processInstanceId(requestId)
                .activityId(AccountLockProcess.LOCK_EXPIRES)
                .list()
                .forEach(timer -> ((JobEntity) timer).setDuedate(ClockUtil.getCurrentTime()));
    }

    /**
     * Nothing waits any more for the end of a lock that is gone, nor asks whether it stays. A suspended request is left as it
     * is; an emergency is reviewed all the same.
     */
    void ended(String requestId, RequestCase facts) {
        wake(requestId);
        if (facts.reviewAskedAt().isPresent() && facts.underReview()) {
            endReview(requestId);
        }
    }

    private static void endReview(String requestId) {
        Context.getProcessEngineConfiguration()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(requestId)
                .taskDefinitionKey(AccountLockProcess.APPROVE)
                .active()
                .list()
                .forEach(review -> ((TaskEntity) review).complete());
    }

    /** What a request has seen twice, and what cannot be so while others hold the account, is told to those. */
    void contradict(String requestId, RequestCase now, Found held, Instant at) {
        held.standing()
                .forEach((other, facts) -> now.contradiction(facts, at)
                        .filter(any -> !other.equals(requestId))
                        .ifPresent(told -> {
                            try {
                                ledger.commit(other, told);
                            } catch (MayNotFollow overtaken) {
                                return; // the hold has ended meanwhile, or is about to
                            }
                            LOG.warn(
                                    "LOCK-093 {}: is {}, as another request has seen (request {})",
                                    facts.request().account(),
                                    told.found().words(),
                                    other);
                        }));
    }

    Found of(AccountRef account) {
        Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
        Holds.Traces traces = holds.traces(account.path());
        for (Hold row : traces.standing()) {
            facts(row.requestId(), found).ifPresent(facts -> {
                if (JdbcHolds.of(row.requestId(), facts).equals(Optional.of(row))) {
                    found.standing().put(row.requestId(), facts);
                } else {
                    found.doubts()
                            .putIfAbsent(
                                    row.requestId(),
                                    new LedgerBroken(row.requestId(), "its hold row differs from its entries"));
                }
            });
        }
        for (String requestId : traces.lately()) {
            boolean missing = !found.standing().containsKey(requestId)
                    && facts(requestId, found)
                            .flatMap(RequestCase::hold)
                            .filter(HoldState::stands)
                            .isPresent();
            if (missing) {
                found.doubts().putIfAbsent(requestId, new LedgerBroken(requestId, "its hold row is missing"));
            }
        }
        return found;
    }

    private Optional<RequestCase> facts(String requestId, Found found) {
        try {
            return Optional.of(ledger.of(requestId));
        } catch (LedgerBroken broken) {
            found.doubts().putIfAbsent(requestId, broken);
            return Optional.empty();
        }
    }

    private static String line(String requestId, RequestCase facts) {
        String until = facts.over()
                ? ""
                : facts.lockUntil().map(end -> " until " + end).orElse("");
        return facts.requester().id() + " since " + facts.lockedAt().orElse(facts.requestedAt()) + until + " (request "
                + requestId + ", "
                + facts.hold().orElseThrow().name().toLowerCase(Locale.ROOT) + "): "
                + facts.request().reason().replaceAll("\\R", " ");
    }
}
