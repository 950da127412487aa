package io.github.accountlock.cockpit;

import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.process.AccountDesk;
import io.github.accountlock.provider.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of an instance with their live state, for somebody who is about to ask for the lock of one. Each person has one
 * question at a time, and for some seconds the same instance is answered from memory; so people do not use up the pace that
 * steps of requests wait for. Each node remembers for itself. Thread-safe.
 */
final class AccountChoice {

    private static final Logger LOG = LoggerFactory.getLogger(AccountChoice.class);

    /** Long enough for somebody who opens the list twice, short enough to call it live. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final AccountDesk desk;
    private final Function<InstanceRef, Optional<Map<String, AccountSeen>>> cloud;
    private final Function<InstanceRef, Set<String>> held;
    private final Clock clock;
    private final Map<InstanceRef, Choice> lately = new ConcurrentHashMap<>();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();

    /**
     * @param cloud reads all accounts of an instance now
     * @param held the paths of those that we hold
     */
    AccountChoice(
            AccountDesk desk,
            Function<InstanceRef, Optional<Map<String, AccountSeen>>> cloud,
            Function<InstanceRef, Set<String>> held,
            Clock clock) {
        this.desk = desk;
        this.cloud = cloud;
        this.held = held;
        this.clock = clock;
    }

    /** @param readAt when the cloud was asked, UTC, ISO 8601 */
    record Choice(String instance, String readAt, List<Offered> accounts) {}

    /**
     * @param state in words
     * @param offered whether a request to lock may name it
     * @param locked whether the cloud says that it is locked, whoever did that
     * @param held whether requests of ours hold it locked, or may
     */
    record Offered(String name, String state, boolean offered, boolean locked, boolean held) {}

    /** The person is being answered already. */
    static final class Busy extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Busy() {
            super("You are asking already. Wait for the answer, then ask again.");
        }
    }

    /**
     * @return empty if the cloud gives no list
     * @throws io.github.accountlock.engine.process.Refusal if there can be no such instance
     * @throws Busy if the person has asked and has no answer yet
     * @throws ProviderException if the cloud gave no usable answer
     */
    Optional<Choice> of(InstanceRef instance, String person) {
        desk.refuseWrongInstance(instance);
        if (!asking.add(person)) {
            throw new Busy();
        }
        try {
            LOG.info("LOCK-076 {}: its accounts are listed for {}", instance, person);
            Instant now = clock.instant();
            lately.values()
                    .removeIf(choice ->
                            !now.isBefore(Instant.parse(choice.readAt()).plus(KEPT)));
            Choice known = lately.get(instance);
            return known != null ? Optional.of(known) : read(instance, now);
        } finally {
            asking.remove(person);
        }
    }

    private Optional<Choice> read(InstanceRef instance, Instant asked) {
        Set<String> ours = held.apply(instance);
        Optional<Choice> choice = cloud.apply(instance)
                .map(accounts -> new Choice(
                        instance.path(),
                        asked.toString(),
                        accounts.entrySet().stream()
                                .map(account -> offered(instance, account.getKey(), account.getValue(), ours))
                                .toList()));
        choice.ifPresent(read -> lately.put(instance, read));
        return choice;
    }

    private Offered offered(InstanceRef instance, String name, AccountSeen seen, Set<String> ours) {
        Optional<String> refusal = seen.type().equals(AccountSeen.PROTECTED)
                ? Optional.of(seen.note())
                : desk.notOffered(instance.account(name));
        return new Offered(
                name,
                refusal.map(why -> "cannot be locked: " + why).orElseGet(() -> words(seen)),
                refusal.isEmpty(),
                seen.state() == LockState.LOCKED,
                !name.contains("/") && ours.contains(instance.account(name).path()));
    }

    private static String words(AccountSeen seen) {
        String state = switch (seen.state()) {
            case LOCKED -> "locked";
            case UNLOCKED -> "unlocked";
            case UNKNOWN -> "neither locked nor unlocked";
        };
        return seen.note().isEmpty() ? state : state + ": " + seen.note();
    }
}
