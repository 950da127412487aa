package io.github.accountlock.engine.process;

import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Which accounts of a list are locked, by the sealed facts of their requests. The rows of the list and of the search say
 * only where to look: who can write them cannot make a list say that an account is locked, or that it is not any more.
 */
final class LockedByFacts {

    private static final int AT_ONCE = 200;

    private LockedByFacts() {}

    static int count(Ledger ledger, String listId, List<ListedAccount> all) {
        return of(
                        ledger,
                        all.stream().filter(ListedAccount::locked),
                        (trail, one) -> isOf(ledger, listId, trail, one)
                                && trail.requestCase().hasLocked())
                .size();
    }

    /** How many have no request because the rest was taken back before their turn, or one that was taken back itself. */
    static int takenBack(Ledger ledger, String listId, List<ListedAccount> all) {
        long never = all.stream()
                .filter(one -> one.requestId().isEmpty() && one.refused().equals(RestWithdrawn.WORDS))
                .count();
        return (int) never
                + of(
                                ledger,
                                all.stream(),
                                (trail, one) -> isOf(ledger, listId, trail, one)
                                        && trail.requestCase().over()
                                        && trail.requestCase().withdrawn().isPresent())
                        .size();
    }

    /** Those that may be locked by its requests now: all of which it is not sure that they are not. */
    static List<ListedAccount> held(Ledger ledger, String listId, List<ListedAccount> all) {
        return of(
                ledger,
                all.stream(),
                (trail, one) -> !isOf(ledger, listId, trail, one)
                        || trail.requestCase().hold().filter(HoldState::stands).isPresent());
    }

    /** Whether one of them has ended without a lock that may be in place: by the facts of its request, not by its row. */
    static boolean oneIsSurelyNot(Ledger ledger, String listId, List<ListedAccount> all) {
        return !of(
                        ledger,
                        all.stream().filter(one -> one.settled() && !one.locked()),
                        (trail, one) -> isOf(ledger, listId, trail, one)
                                && trail.requestCase().over()
                                && !trail.requestCase().hasLocked()
                                && trail.requestCase()
                                        .hold()
                                        .filter(HoldState::stands)
                                        .isEmpty())
                .isEmpty();
    }

    /** Those whose requests are in fact theirs. */
    static List<ListedAccount> theirOwn(Ledger ledger, String listId, List<ListedAccount> some) {
        return of(ledger, some.stream(), (trail, one) -> isOf(ledger, listId, trail, one));
    }

    private static List<ListedAccount> of(
            Ledger ledger, Stream<ListedAccount> all, BiPredicate<Trail, ListedAccount> wanted) {
        List<ListedAccount> asked =
                all.filter(one -> one.requestId().isPresent()).toList();
        List<ListedAccount> found = new ArrayList<>();
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            List<ListedAccount> some = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
            List<Trail> trails = ledger.trails(
                    some.stream().map(one -> one.requestId().orElseThrow()).toList());
            for (int i = 0; i < some.size(); i++) {
                if (wanted.test(trails.get(i), some.get(i))) {
                    found.add(some.get(i));
                }
            }
        }
        return found;
    }

    private static boolean isOf(Ledger ledger, String listId, Trail trail, ListedAccount one) {
        RequestCase now = trail.requestCase();
        LockRequest line = ledger.of(listId).request().line(one.row(), one.account());
        return trail.broken().isEmpty()
                && now.list().filter(listId::equals).isPresent()
                && now.request().account().equals(line.account())
                && now.request().lockFrom().equals(line.lockFrom());
    }
}
