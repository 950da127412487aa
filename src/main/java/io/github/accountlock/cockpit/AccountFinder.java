package io.github.accountlock.cockpit;

import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.provider.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * The accounts of one person wherever requests have been made: by a pattern of their names, for a list that is about to be
 * asked for. Instances that no request has named are not known here.
 */
final class AccountFinder {

    private static final int MOST_INSTANCES = 50;
    private static final int LEAST_LETTERS = 3;

    /** No instance is begun after it; a cloud that says nothing holds one person's request up for one call more. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AccountChoice choice;
    private final IntFunction<List<InstanceRef>> instances;
    private final InstantSource clock;

    /** @param instances so many that requests have named, the latest first */
    AccountFinder(AccountChoice choice, IntFunction<List<InstanceRef>> instances, InstantSource clock) {
        this.choice = choice;
        this.instances = instances;
        this.clock = clock;
    }

    /**
     * @param accounts that a request to lock may name
     * @param left those that fit and that none may name, as sentences
     * @param read the instances that were read, as paths
     * @param notRead those whose accounts are not known, as sentences
     */
    record Found(List<Account> accounts, List<String> left, List<String> read, List<String> notRead) {}

    /** @param state in words, when it was read */
    record Account(String provider, String region, String instanceId, String accountName, String state) {}

    /**
     * Reads the instances one after the other, for 20 seconds.
     *
     * @param names of accounts; {@code *} stands for anything, and capital letters for small ones
     * @throws IllegalArgumentException if it has fewer than three letters or digits
     * @throws AccountChoice.Busy if the person has asked and has no answer yet
     */
    Found find(String names, String person) {
        Pattern wanted = pattern(names);
        Instant end = clock.instant().plus(PATIENCE);
        List<InstanceRef> known = instances.apply(MOST_INSTANCES + 1);
        Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int most = Math.min(known.size(), MOST_INSTANCES);
        for (int i = 0; i < most; i++) {
            if (!clock.instant().isBefore(end)) {
                found.notRead()
                        .add((most - i) + " more instances, beginning with "
                                + known.get(i).path()
                                + ": the clouds took too long. Ask again, or type their accounts.");
                return found;
            }
            look(known.get(i), wanted, person, found);
        }
        if (known.size() > MOST_INSTANCES) {
            found.notRead()
                    .add("More than " + MOST_INSTANCES
                            + " instances have been named in requests; only the latest were read.");
        }
        return found;
    }

    private void look(InstanceRef instance, Pattern wanted, String person, Found found) {
        try {
            Optional<AccountChoice.Choice> accounts = choice.of(instance, person);
            if (accounts.isEmpty()) {
                found.notRead().add(instance.path() + ": its cloud gives no list of accounts.");
                return;
            }
            found.read().add(instance.path());
            for (AccountChoice.Offered account : accounts.get().accounts()) {
                if (wanted.matcher(account.name()).matches()) {
                    add(instance, account, found);
                }
            }
        } catch (Refusal notOurs) {
            found.notRead().add(instance.path() + ": " + notOurs.getMessage());
        } catch (ProviderException failed) {
            found.notRead().add(instance.path() + ": the cloud gave no usable answer.");
        }
    }

    private static void add(InstanceRef instance, AccountChoice.Offered account, Found found) {
        if (account.offered()) {
            found.accounts()
                    .add(new Account(
                            instance.provider().value(),
                            instance.region(),
                            instance.instanceId(),
                            account.name(),
                            account.state()));
        } else {
            found.left().add(instance.path() + "/" + account.name() + " " + account.state());
        }
    }

    private static Pattern pattern(String names) {
        String text = names == null ? "" : names.strip();
        if (text.codePoints().filter(Character::isLetterOrDigit).count() < LEAST_LETTERS) {
            throw new IllegalArgumentException("name: give at least " + LEAST_LETTERS
                    + " letters or digits of the accounts' names, with * for anything, for example *jdoe*.");
        }
        return Pattern.compile(expression(text.split("\\*", -1)), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** What stands between two stars is taken where it comes first and never looked for again, so no pattern takes long. */
    private static String expression(String[] parts) {
        StringBuilder expression = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            String part = Pattern.quote(parts[i]);
            expression.append(i < parts.length - 1 ? "(?>.*?" + part + ")" : ".*" + part);
        }
        return expression.toString();
    }
}
