package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.NEXT;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFY_WAIT;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other half of {@link RequestAccounts}: of a list that is all or none, what was locked is unlocked again as soon as one
 * account is surely not locked. Each by a request to unlock that releases the one hold and nobody else's, under the approvals of
 * the list.
 */
final class UndoAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(UndoAccounts.class);
    private static final String ALL_OR_NONE = "The list is all or none, and another account of it is not locked.";

    private final Ledger ledger;
    private final AccountLists lists;
    private final AccountDesk desk;
    private final OfAList ofAList;
    private final Optional<Outbox> outbox;
    private final Clock clock;

    UndoAccounts(
            Ledger ledger,
            AccountLists lists,
            AccountDesk desk,
            OfAList ofAList,
            Optional<Outbox> outbox,
            Clock clock) {
        this.ledger = ledger;
        this.lists = lists;
        this.desk = desk;
        this.ofAList = ofAList;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The list as it is then: to be undone, where the approved request wants that and an account of it is surely not locked.
     * That is said by the facts of its request; rows would let whoever can write them have accounts unlocked.
     */
    RequestCase wanted(String listId, RequestCase now, List<ListedAccount> all) {
        boolean mayBe = now.undo().isEmpty() && now.undoCause(clock.instant()).isPresent();
        return mayBe && LockedByFacts.oneIsSurelyNot(ledger, listId, all) ? want(listId, now) : now;
    }

    /** For an account of it is surely not locked. */
    RequestCase want(String listId, RequestCase now) {
        LOG.warn(
                "LOCK-086 {}: an account of the list is not locked, and it is all or none: the others are unlocked again"
                        + " (request {})",
                now.request().account().path(),
                listId);
        return Cases.covered(now, () -> ledger.join(listId, new UndoWanted(clock.instant(), Cause.FAILURE)));
    }

    void goOn(DelegateExecution execution, RequestCase now, List<ListedAccount> all) {
        String listId = execution.getProcessInstanceId();
        all.stream().filter(ListedAccount::waits).forEach(one -> lists.refused(listId, one.row(), ALL_OR_NONE));
        ofAList.takeBack(
                execution,
                now.requester().id(),
                LockedByFacts.theirOwn(
                                ledger,
                                listId,
                                all.stream().filter(one -> !one.settled()).toList())
                        .stream()
                        .flatMap(one -> one.requestId().stream())
                        .toList(),
                ALL_OR_NONE);
        List<ListedAccount> next = all.stream()
                .filter(ListedAccount::mayBeUndone)
                .limit(RequestAccounts.more(execution, all, ListedAccount::undoIsOpen, ListedAccount::undoId))
                .toList();
        LockedByFacts.theirOwn(ledger, listId, next).forEach(one -> request(execution, listId, now, one));
        tell(execution, now, lists.of(listId));
    }

    /** Left for later where another request for the account is undecided, or nothing of it is configured now. */
    private void request(DelegateExecution execution, String listId, RequestCase now, ListedAccount one) {
        LockRequest unlock = unlock(now, one);
        try {
            desk.refuseWrongAccount(unlock);
            desk.refuseSecond(unlock);
        } catch (Refusal later) {
            return;
        }
        lists.undoRequested(listId, one.row(), ofAList.request(execution, listId, unlock));
    }

    private static LockRequest unlock(RequestCase now, ListedAccount one) {
        return now.request().undoing(one.account(), one.requestId().orElseThrow());
    }

    /** Where nothing else is left to wait for, operators are shown what keeps the rest from being asked for. */
    private void refuseWhatCannotBe(String listId, RequestCase now, List<ListedAccount> all) {
        if (all.stream().anyMatch(one -> one.undoIsOpen() || !one.settled())) {
            return;
        }
        List<ListedAccount> rest =
                all.stream().filter(ListedAccount::mayBeUndone).toList();
        List<ListedAccount> own = LockedByFacts.theirOwn(ledger, listId, rest);
        for (ListedAccount one : rest) {
            if (!own.contains(one)) {
                throw new NotCovered(
                        one.account().path(), "the account's row in the list leads to a request that is not its own");
            }
            try {
                desk.refuseWrongAccount(unlock(now, one));
            } catch (Refusal wrong) {
                throw new NotCovered(one.account().path(), wrong.getMessage());
            }
        }
    }

    private void tell(DelegateExecution execution, RequestCase now, List<ListedAccount> all) {
        String listId = execution.getProcessInstanceId();
        Instant at = clock.instant();
        VERIFY_WAIT.tell(
                execution,
                RequestAccounts.wait(all, at, all.stream().anyMatch(ListedAccount::undoIsOpen))
                        .toString());
        if (!all.stream().allMatch(one -> one.settled() && !one.mayBeUndone() && !one.undoIsOpen())) {
            refuseWhatCannotBe(listId, now, all);
            NEXT.tell(execution, "wait");
            return;
        }
        int held = LockedByFacts.held(ledger, listId, all).size();
        if (held == 0) {
            Cases.covered(now, () -> ledger.join(listId, new CarriedOut(at, Person.SYSTEM, "", 0, all.size())));
        } else {
            String rest = held + " of " + all.size() + " accounts of the list are not surely unlocked again";
            outbox.ifPresent(told -> told.add(listId, Occasion.OPERATOR_NEEDED, rest));
        }
        NEXT.tell(execution, held == 0 ? "undone" : "ask");
        LOG.info(
                "LOCK-087 {}: the list is undone; {} of {} accounts may still be locked by it (request {})",
                now.request().account().path(),
                held,
                all.size(),
                listId);
    }
}
