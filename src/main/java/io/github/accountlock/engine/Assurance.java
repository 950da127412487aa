package io.github.accountlock.engine;

import static java.util.stream.Collectors.groupingBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.hold.Reading;
import io.github.accountlock.hold.Readings;
import io.github.accountlock.hold.Readings.Due;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.metrics.Metric;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what we hold with what the clouds say: every hold in its turn, read by one node, one account after the other and
 * within the clouds' limits. What several readings agree on is a fact of the request that holds. Nothing is ever changed at a
 * cloud. Each hold is a few short transactions, and the claim on it ends by itself, so a node that dies leaves the rest to the
 * others.
 */
final class Assurance implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Assurance.class);

    private static final Duration LOOKED_FOR = Duration.ofMinutes(1);

    /** Far longer than one reading takes. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    /** Where the cloud gave no answer, or a request is at work on the account. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private static final int PAGE = 50;
    private static final String NOTHING_SEEN = "no_answer";

    private final AccountLockServices services;
    private final Readings holds;
    private final LocksOfOthers others;
    private final Duration every;
    private final int wanted;
    private final BooleanSupplier jobsRun;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "account-lock-assurance");
        daemon.setDaemon(true);
        return daemon;
    });

    /**
     * @param every how long between two readings of a hold
     * @param wanted how many readings have to agree
     * @param jobsRun whether this node works on jobs; one that serves people only reads nothing
     */
    Assurance(AccountLockServices services, Duration every, int wanted, BooleanSupplier jobsRun) {
        this.services = services;
        this.holds = new Readings(services.connections());
        this.others = new LocksOfOthers(services, every, wanted, jobsRun);
        this.every = every;
        this.wanted = wanted;
        this.jobsRun = jobsRun;
    }

    void start(BooleanSupplier engineRuns) {
        for (Difference found : Difference.values()) {
            services.meters().count(Metric.READINGS, 0, label(found));
        }
        services.meters().count(Metric.READINGS, 0, NOTHING_SEEN);
        long seconds = LOOKED_FOR.toSeconds();
        thread.scheduleWithFixedDelay(() -> tick(engineRuns), seconds, seconds, TimeUnit.SECONDS);
    }

    private void tick(BooleanSupplier engineRuns) {
        if (!engineRuns.getAsBoolean()) {
            thread.shutdown();
        } else if (jobsRun.getAsBoolean()) {
            run();
        }
    }

    /** Everything that is due. */
    @Override
    public void run() {
        try {
            compareHolds();
            others.run();
        } catch (RuntimeException failed) {
            LOG.warn("LOCK-074 what is held is not compared with the clouds now: {}", failed.getMessage());
        }
    }

    void compareHolds() {
        Set<InstanceRef> away = new HashSet<>();
        int read = 0;
        for (Page page = page(away); page.claimed() > 0; page = page(away)) {
            read += page.read();
        }
        if (read > 0) {
            LOG.info("LOCK-070 {} of the accounts that are held were compared with their clouds", read);
        }
    }

    private record Page(int claimed, int read) {}

    /** Some of what is due; nothing claimed if nothing is, or if other nodes are at it. */
    private Page page(Set<InstanceRef> away) {
        List<Due> all = holds.due(now(), every, PAGE);
        Lists lists = new Lists(all, away);
        int claimed = 0;
        int read = 0;
        for (Due due : all) {
            if (jobsRun.getAsBoolean() && holds.claim(due, now().plus(CLAIM))) {
                claimed++;
                read += isRead(due, lists, away) ? 1 : 0;
            }
        }
        return new Page(claimed, read);
    }

    /** Of each instance of which several accounts are due on one page: all of them, asked for once. */
    private final class Lists {

        private final Map<String, List<Due>> byInstance;
        private final Set<InstanceRef> away;
        private final Map<String, Map<String, Looked>> read = new HashMap<>();

        Lists(List<Due> page, Set<InstanceRef> away) {
            this.byInstance = page.stream().collect(groupingBy(due -> instancePath(due.accountPath())));
            this.away = away;
        }

        /** What the list shows of an account; empty if it was not asked for, or does not show it, which proves nothing. */
        Optional<Looked> look(Due due) {
            String instance = instancePath(due.accountPath());
            if (byInstance.get(instance).size() == 1) {
                return Optional.empty();
            }
            return Optional.ofNullable(
                    read.computeIfAbsent(instance, any -> list(due)).get(due.accountPath()));
        }

        private Map<String, Looked> list(Due due) {
            InstanceRef instance =
                    services.ledger().of(due.requestId()).request().account().instance();
            Instant asked = now();
            try {
                Map<String, Looked> shown = new HashMap<>();
                services.locking()
                        .list(instance)
                        .orElse(Map.of())
                        .forEach((name, seen) -> shown.put(
                                instance.account(name).path(),
                                services.locking().seen(seen, Purpose.LIVE, asked, false)));
                return shown;
            } catch (ProviderException failed) {
                failed(instance, instance, failed, away);
                return Map.of();
            }
        }

        private static String instancePath(String accountPath) {
            return accountPath.substring(0, Math.max(0, accountPath.lastIndexOf('/')));
        }
    }

    /** False if nothing was seen; it is tried again soon. */
    private boolean isRead(Due due, Lists lists, Set<InstanceRef> away) {
        try {
            Optional<Looked> listed = lists.look(due); // before the facts are read, so that they are not older
            RequestCase request = services.ledger().of(due.requestId());
            if (request.hold().filter(HoldState::stands).isEmpty()) {
                holds.putOff(due.requestId(), now().plus(every)); // a row that lies: "audit verify" names it
                return false;
            }
            AccountRef account = request.request().account();
            Optional<Looked> look = listed.filter(seen -> account.path().equals(due.accountPath()))
                    .or(() -> away.contains(account.instance()) ? Optional.empty() : look(account, away))
                    .filter(seen -> !holds.isWorkedOn(account.path()));
            Optional<Difference> found = look.flatMap(request::difference);
            services.meters()
                    .count(Metric.READINGS, 1, found.map(Assurance::label).orElse(NOTHING_SEEN));
            if (found.isEmpty()) {
                holds.putOff(due.requestId(), now().plus(AGAIN));
                return false;
            }
            add(due, request, found.get(), look.orElseThrow());
            return true;
        } catch (LedgerBroken broken) {
            holds.putOff(due.requestId(), now().plus(every));
            LOG.error("LOCK-075 request {}: what it holds is not compared: {}", due.requestId(), broken.getMessage());
            return false;
        }
    }

    /** Empty if nothing was seen that counts. */
    private Optional<Looked> look(AccountRef account, Set<InstanceRef> away) {
        if (holds.isWorkedOn(account.path())) {
            return Optional.empty();
        }
        try {
            return Optional.of(services.locking().look(account, Purpose.LIVE, false));
        } catch (ProviderException failed) {
            failed(account, account.instance(), failed, away);
            return Optional.empty();
        }
    }

    private static void failed(Location asked, InstanceRef instance, ProviderException failed, Set<InstanceRef> away) {
        boolean throttled = failed instanceof ProviderException.Unavailable busy && busy.isThrottled();
        if (!throttled) {
            away.add(instance);
        }
        LOG.warn("LOCK-073 {}: not compared with its cloud, it is tried again: {}", asked, failed.getMessage());
    }

    private void add(Due due, RequestCase request, Difference found, Looked look) {
        Duration settle = request.frozen().settle();
        Reading reading = due.reading()
                .map(before -> before.and(found, look.asked()))
                .orElseGet(() -> Reading.of(found, look.asked()));
        boolean news = found != request.toldLast();
        if (news && reading.confirmed(wanted, settle)) {
            tell(due.requestId(), request, reading, look.detail());
        }
        boolean doubtful = news && !reading.confirmed(wanted, settle);
        holds.keep(due.requestId(), reading, look.at().plus(doubtful ? settle.plusSeconds(1) : every));
    }

    private void tell(String requestId, RequestCase request, Reading reading, String detail) {
        AccountRef account = request.request().account();
        Difference found = reading.showed();
        try {
            services.ledger()
                    .commit(
                            requestId,
                            new Compared(now(), found, reading.first(), reading.latest(), reading.count(), detail));
        } catch (MayNotFollow overtaken) {
            return; // the hold has ended, or is about to, or another node was faster
        }
        if (found == Difference.AS_HELD) {
            LOG.info("LOCK-072 {}: is {} again (request {})", account, found.words(), requestId);
        } else {
            LOG.warn("LOCK-071 {}: is {} (request {})", account, found.words(), requestId);
        }
    }

    private Instant now() {
        return services.clock().instant();
    }

    private static String label(Difference found) {
        return found.name().toLowerCase(Locale.ROOT);
    }
}
