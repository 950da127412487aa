package io.github.accountlock.engine;

import static io.github.accountlock.domain.LockState.LOCKED;
import static io.github.accountlock.domain.LockState.UNKNOWN;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Text;
import io.github.accountlock.hold.ForeignLock;
import io.github.accountlock.hold.ForeignLocks;
import io.github.accountlock.hold.ForeignLocks.Due;
import io.github.accountlock.hold.ForeignLocks.News;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds accounts that are locked though no request of ours holds them, on the instances where requests hold or have held
 * something: each instance is listed in its turn, by one node, within the clouds' limits. What several lists agree on is told; it
 * is no fact, for there is no request. Nothing is ever changed at a cloud.
 */
final class LocksOfOthers {

    private static final Logger LOG = LoggerFactory.getLogger(LocksOfOthers.class);

    /** How often it is looked for instances that are new. */
    private static final Duration DISCOVERED = Duration.ofHours(1);

    /** Longer than one list takes. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final int PAGE = 20;
    private static final int NAMED = 20;
    private static final int LONGEST_PATH = 255;

    private final AccountLockServices services;
    private final ForeignLocks locks;
    private final Duration every;
    private final int wanted;
    private final BooleanSupplier jobsRun;
    private Instant discovered = Instant.MIN;

    /** The same as those of {@link Assurance}. */
    LocksOfOthers(AccountLockServices services, Duration every, int wanted, BooleanSupplier jobsRun) {
        this.services = services;
        this.locks = new ForeignLocks(services.connections());
        this.every = every;
        this.wanted = wanted;
        this.jobsRun = jobsRun;
    }

    /** Everything that is due. */
    void run() {
        if (!now().isBefore(discovered.plus(DISCOVERED))) {
            locks.discover(now().plus(every));
            discovered = now();
        }
        for (int claimed = claimed(); claimed > 0; claimed = claimed()) {
            // until nothing is due, or other nodes are at it
        }
    }

    private int claimed() {
        int claimed = 0;
        for (Due due : locks.due(now(), PAGE)) {
            if (jobsRun.getAsBoolean() && locks.claim(due, now().plus(CLAIM))) {
                claimed++;
                locks.putOff(due.instance(), now().plus(listed(due.instance())));
            }
        }
        return claimed;
    }

    /** Lists one instance; gives how long it is until it is listed next. */
    private Duration listed(InstanceRef instance) {
        if (services.providers().find(instance.provider()).isEmpty()) {
            return every;
        }
        Instant asked = now();
        try {
            Optional<Map<String, AccountSeen>> list = services.locking().list(instance);
            return list.isPresent() ? taken(instance, list.get(), asked) : every;
        } catch (Refused refused) {
            return refused.reason() == Reason.NOT_FOUND ? taken(instance, Map.of(), asked) : failed(instance, refused);
        } catch (ProviderException failed) {
            return failed(instance, failed);
        }
    }

    private static Duration failed(InstanceRef instance, ProviderException failed) {
        LOG.warn("LOCK-079 {}: its accounts are not listed, it is tried again: {}", instance, failed.getMessage());
        return AGAIN;
    }

    private Duration taken(InstanceRef instance, Map<String, AccountSeen> list, Instant asked) {
        Duration settle = services.providers().of(instance).settleTime();
        News news = locks.take(
                instance,
                paths(
                        instance,
                        list,
                        seen -> seen.state() == LOCKED && !seen.type().equals(AccountSeen.PROTECTED)),
                paths(instance, list, seen -> seen.state() == UNKNOWN),
                asked,
                wanted,
                settle);
        if (!news.told().isEmpty()) {
            LOG.warn("LOCK-077 {}: locked there by somebody else: {}", instance, names(instance, news.told()));
        }
        if (!news.over().isEmpty()) {
            LOG.info("LOCK-078 {}: not locked by somebody else any more: {}", instance, names(instance, news.over()));
        }
        return news.doubtful() ? settle.plusSeconds(1) : every;
    }

    /** Of the accounts whose names can stand in a list for people. */
    private static Set<String> paths(
            InstanceRef instance, Map<String, AccountSeen> list, Predicate<AccountSeen> which) {
        return list.entrySet().stream()
                .filter(account -> which.test(account.getValue()))
                .map(account -> instance.account(account.getKey()).path())
                .filter(path ->
                        path.length() <= LONGEST_PATH && Text.hiddenInLine(path).isEmpty())
                .collect(toSet());
    }

    private static String names(InstanceRef instance, List<ForeignLock> locks) {
        String some = locks.stream()
                .map(lock -> lock.accountPath().substring(instance.path().length() + 1))
                .sorted()
                .limit(NAMED)
                .collect(joining(", "));
        return locks.size() > NAMED ? some + " and " + (locks.size() - NAMED) + " more" : some;
    }

    private Instant now() {
        return services.clock().instant();
    }
}
