package io.github.accountlock.engine.process;

import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How many accounts of a list are locked, by the sealed facts of their requests. The rows of the list and of the search say
 * only where to look: who can write them cannot make a list say that an account is locked.
 */
final class LockedByFacts {

    private static final int AT_ONCE = 200;

    private LockedByFacts() {}

    static int count(Ledger ledger, String listId, List<ListedAccount> all) {
        return count(ledger, listId, all, RequestCase::hasLocked);
    }

    /** How many are locked by its requests now. */
    static int held(Ledger ledger, String listId, List<ListedAccount> all) {
        return count(ledger, listId, all, now -> now.hold().equals(Optional.of(HoldState.HELD)));
    }

    private static int count(Ledger ledger, String listId, List<ListedAccount> all, Predicate<RequestCase> counted) {
        List<ListedAccount> said = all.stream()
                .filter(one -> one.locked() && one.requestId().isPresent())
                .toList();
        int locked = 0;
        for (int from = 0; from < said.size(); from += AT_ONCE) {
            List<ListedAccount> some = said.subList(from, Math.min(said.size(), from + AT_ONCE));
            List<Trail> trails = ledger.trails(
                    some.stream().map(one -> one.requestId().orElseThrow()).toList());
            for (int i = 0; i < some.size(); i++) {
                locked += isOf(listId, trails.get(i), some.get(i))
                                && counted.test(trails.get(i).requestCase())
                        ? 1
                        : 0;
            }
        }
        return locked;
    }

    private static boolean isOf(String listId, Trail trail, ListedAccount one) {
        RequestCase now = trail.requestCase();
        return trail.broken().isEmpty()
                && now.list().filter(listId::equals).isPresent()
                && now.request().account().equals(one.account());
    }
}
