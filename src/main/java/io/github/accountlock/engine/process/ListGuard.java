package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountLockProcess.SETTLEMENT;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLEMENT_REASON;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.RetryAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Settlement;
import java.time.Clock;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completion of {@code Task_SettleList}, attached by the plugin: what becomes of the accounts that are not locked. */
public final class ListGuard implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(ListGuard.class);

    private final Cases cases;
    private final People people;
    private final Ledger ledger;
    private final AccountLists lists;
    private final Clock clock;
    private final String operators;

    public ListGuard(Cases cases, People people, Ledger ledger, AccountLists lists, Clock clock, String operators) {
        this.cases = cases;
        this.people = people;
        this.ledger = ledger;
        this.lists = lists;
        this.clock = clock;
        this.operators = operators;
    }

    @Override
    public void notify(DelegateTask task) {
        String listId = task.getProcessInstanceId();
        boolean undone = cases.of(task.getExecution()).undo().isPresent();
        Person person = people.actor();
        List<ListedAccount> all = lists.of(listId);
        List<ListedAccount> rest = undone
                ? LockedByFacts.held(ledger, listId, all)
                : all.stream().filter(one -> !one.locked()).toList();
        String group = people.isMember(person, operators) ? operators : "";
        switch (SETTLEMENT.find(task).orElse("")) {
            case "retry" -> retry(listId, person, group, undone, rest);
            case "undo" ->
                ledger.join(
                        listId,
                        new Settled(
                                clock.instant(),
                                person,
                                Settlement.UNDO,
                                group,
                                GivenReason.of(task, SETTLEMENT_REASON)));
            case "accept" -> {
                if (undone && rest.isEmpty()) {
                    throw new Refusal("settlement: none of them is locked by this list any more, so there is nothing to"
                            + " accept; choose retry, and the list ends.");
                }
                int locked = undone ? rest.size() : LockedByFacts.count(ledger, listId, all);
                ledger.join(listId, new CarriedOut(clock.instant(), person, group, locked, all.size() - locked));
            }
            default -> throw new Refusal("settlement: choose retry, undo or accept.");
        }
        LOG.info(
                "LOCK-019 list: {} of {} accounts are not {}; {} by {} (request {})",
                rest.size(),
                all.size(),
                undone ? "unlocked again" : "locked",
                SETTLEMENT.get(task),
                person.id(),
                listId);
    }

    private void retry(String listId, Person person, String group, boolean undone, List<ListedAccount> rest) {
        if (undone && rest.isEmpty()) {
            return; // the next look ends it
        }
        List<ListedAccount> again = rest.stream()
                .filter(one -> undone ? one.undoHasFailed() : one.mayBeRetried())
                .toList();
        if (again.isEmpty()) {
            throw new Refusal("settlement: people or the policy have decided about all of them; accept it, or ask for"
                    + (undone ? " their unlock alone." : " single locks."));
        }
        ledger.join(listId, new RetryAsked(clock.instant(), person, group, again.size()));
        again.forEach(one -> {
            if (undone) {
                lists.undoAgain(listId, one.row());
            } else {
                lists.again(listId, one.row());
            }
        });
    }
}
