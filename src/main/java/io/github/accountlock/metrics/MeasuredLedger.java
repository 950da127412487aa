package io.github.accountlock.metrics;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Naming;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Substitutions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A ledger whose writing is timed, and the ends of requests counted once they are committed. */
public final class MeasuredLedger implements Ledger {

    private static final String DELETED = "DELETED";

    private final Ledger ledger;
    private final Meters meters;
    private final Consumer<Runnable> afterCommit;

    /** @param afterCommit runs something when the running step is committed, and never if it is rolled back */
    public MeasuredLedger(Ledger ledger, Meters meters, Consumer<Runnable> afterCommit) {
        this.ledger = ledger;
        this.meters = meters;
        this.afterCommit = afterCommit;
        for (Outcome outcome : Outcome.values()) {
            meters.count(Metric.REQUESTS_ENDED, 0, outcome.name());
        }
        meters.count(Metric.REQUESTS_ENDED, 0, DELETED);
    }

    @Override
    public RequestCase commit(String requestId, Fact fact) {
        RequestCase then = timed("commit", () -> ledger.commit(requestId, fact));
        ended(fact, Runnable::run);
        return then;
    }

    @Override
    public RequestCase join(String requestId, Fact fact) {
        RequestCase then = timed("join", () -> ledger.join(requestId, fact));
        ended(fact, afterCommit);
        return then;
    }

    @Override
    public void refused(String requestId, RefusedAttempt attempt) {
        timed("refused", () -> {
            ledger.refused(requestId, attempt);
            return null;
        });
    }

    @Override
    public void refusedStart(RefusedAttempt attempt) {
        timed("refused", () -> {
            ledger.refusedStart(attempt);
            return null;
        });
    }

    @Override
    public void name(Naming naming) {
        timed("name", () -> {
            ledger.name(naming);
            return null;
        });
    }

    @Override
    public Substitutions substitutions() {
        return ledger.substitutions();
    }

    private void ended(Fact fact, Consumer<Runnable> when) {
        if (fact instanceof Ended ended) {
            when.accept(
                    () -> meters.count(Metric.REQUESTS_ENDED, 1, ended.outcome().name()));
        } else if (fact instanceof Deleted) {
            when.accept(() -> meters.count(Metric.REQUESTS_ENDED, 1, DELETED));
        }
    }

    private <T> T timed(String way, Supplier<T> write) {
        long begin = System.nanoTime();
        T result = write.get();
        meters.time(Metric.LEDGER_APPEND, Duration.ofNanos(System.nanoTime() - begin), way);
        return result;
    }

    @Override
    public RequestCase of(String requestId) {
        return ledger.of(requestId);
    }

    @Override
    public List<Trail> trails(List<String> requestIds) {
        return ledger.trails(requestIds);
    }
}
