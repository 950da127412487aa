package io.github.accountlock.engine.process;

import static io.github.accountlock.engine.process.AccountListProcess.TIMES_TOLD;
import static io.github.accountlock.engine.process.AccountLockProcess.NEXT;
import static io.github.accountlock.engine.process.AccountLockProcess.VERIFY_WAIT;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.notify.Missed;
import io.github.accountlock.notify.Occasion;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Glue for {@code Task_RequestAccounts}: makes requests for the next accounts of an approved list, in the name of its
 * requester, and looks how far the others are. So few at a time that a request for one account does not wait behind a list
 * for more than a few seconds.
 */
public final class RequestAccounts implements JavaDelegate {

    private static final Logger LOG = LoggerFactory.getLogger(RequestAccounts.class);

    /** As much as a cloud takes in two seconds. */
    private static final int MOST_UNDER_WAY = 40;

    /** For as long another list leaves the clouds to what was asked for last; a list that is stuck keeps nobody. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofMinutes(5);

    private final Cases cases;
    private final Ledger ledger;
    private final AccountLists lists;
    private final AccountDesk desk;
    private final OfAList ofAList;
    private final Optional<Outbox> outbox;
    private final Clock clock;
    private final UndoAccounts undo;

    public RequestAccounts(
            Cases cases,
            Ledger ledger,
            AccountLists lists,
            AccountDesk desk,
            OfAList ofAList,
            Optional<Outbox> outbox,
            Clock clock) {
        this.cases = cases;
        this.ledger = ledger;
        this.lists = lists;
        this.desk = desk;
        this.ofAList = ofAList;
        this.outbox = outbox;
        this.clock = clock;
        undo = new UndoAccounts(ledger, lists, desk, ofAList, outbox, clock);
    }

    @Override
    public void execute(DelegateExecution execution) {
        String listId = execution.getProcessInstanceId();
        execution.removeVariable(AccountLockProcess.SETTLEMENT.name()); // it was about the rest of before
        RequestCase asked = cases.of(execution);
        if (asked.restWithdrawn().isPresent()) {
            lists.refuseRest(listId, RestWithdrawn.WORDS);
        }
        List<ListedAccount> all = lists.of(listId);
        refuseOther(asked, all);
        RequestCase now = undo.wanted(listId, asked, all);
        if (now.undo().isPresent()) {
            undo.goOn(execution, now, all);
            return;
        }
        Instant at = clock.instant();
        long more = more(execution, all, one -> !one.settled(), ListedAccount::requestId);
        List<ListedAccount> next = all.stream()
                .filter(ListedAccount::waits)
                .filter(one -> !isBehind(now, all, one, at))
                .limit(Math.max(0, Math.min(more, MOST_UNDER_WAY - lists.underWay(at.minus(LATELY), at))))
                .toList();
        boolean allAsked = true;
        for (ListedAccount one : next) {
            allAsked &= request(execution, listId, now, one, at);
        }
        if (!allAsked && now.undoCause(at).isPresent()) {
            undo.goOn(execution, undo.want(listId, now), lists.of(listId));
            return;
        }
        tell(execution, now, next.isEmpty() ? all : lists.of(listId), at, !next.isEmpty());
    }

    /** How many more may be requested beside what the cloud is not done with; what waits for a person keeps nobody. */
    static long more(
            DelegateExecution execution,
            List<ListedAccount> all,
            Predicate<ListedAccount> open,
            Function<ListedAccount, Optional<String>> request) {
        String[] requests = all.stream()
                .filter(open)
                .flatMap(one -> request.apply(one).stream())
                .toArray(String[]::new);
        long waiting = requests.length < MOST_UNDER_WAY
                ? 0
                : execution
                        .getProcessEngineServices()
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceIdIn(requests)
                        .count();
        return Math.max(0, MOST_UNDER_WAY - requests.length + waiting);
    }

    /** The list is what was approved, or nothing is done. */
    private static void refuseOther(RequestCase now, List<ListedAccount> all) {
        String path = now.request().account().path();
        List<AccountRef> lines = all.stream().map(ListedAccount::account).toList();
        AccountList list = new AccountList(
                lines.stream().limit(AccountList.size(now.request().account())).toList());
        if (!list.reference().path().equals(path)
                || !lines.equals(list.lines(now.request().times()))
                || IntStream.range(0, all.size())
                        .anyMatch(i -> all.get(i).row() != i + 1)) { // it says which time is meant
            throw new NotCovered(path, "the accounts of the list were changed after it was made");
        }
        if (!now.isList() || !now.approved() || now.refused()) {
            throw new NotCovered(path, "the list is not approved");
        }
    }

    /**
     * Whether it is not its turn: the same account is to be asked for at a time before, or somebody has an undecided request for
     * it, and there is time to wait for that until this one is to begin, or to end.
     */
    private boolean isBehind(RequestCase now, List<ListedAccount> all, ListedAccount one, Instant at) {
        int before = one.row() - AccountList.size(now.request().account());
        if (before > 0 && all.get(before - 1).waits()) {
            return true;
        }
        LockRequest line = now.request().line(one.row(), one.account());
        return line.lockFrom()
                .map(from -> line.lockUntil().orElse(from))
                .filter(at::isBefore)
                .flatMap(any -> desk.undecided(one.account()))
                .isPresent();
    }

    /** Whether it could be made. */
    private boolean request(
            DelegateExecution execution, String listId, RequestCase now, ListedAccount one, Instant at) {
        LockRequest request = now.request().line(one.row(), one.account());
        Optional<String> refusal = refusal(now, request, at);
        if (refusal.isPresent()) {
            lists.refused(listId, one.row(), refusal.get());
        } else {
            String requestId = ofAList.request(execution, listId, request);
            if (!lists.requested(listId, one.row(), requestId)) {
                throw new OptimisticLockingException("the rest of the list was taken back meanwhile");
            }
        }
        return refusal.isEmpty();
    }

    /** Why no request can be made, as whoever asks for one account would be told. */
    private Optional<String> refusal(RequestCase now, LockRequest request, Instant at) {
        if (now.grants().stream().anyMatch(grant -> !grant.expires().isAfter(at))) {
            return Optional.of("The approval of the list had expired before this account's turn; ask for it again.");
        }
        if (request.lockUntil().filter(until -> !until.isAfter(at)).isPresent()) {
            return Optional.of("The lock was to end before this account's turn.");
        }
        try {
            desk.refuseWrongAccount(request);
            desk.refuseSecond(request);
            return Optional.empty();
        } catch (Refusal wrong) {
            return Optional.of(wrong.getMessage());
        }
    }

    private void tell(DelegateExecution execution, RequestCase now, List<ListedAccount> all, Instant at, boolean soon) {
        boolean settled = all.stream().allMatch(ListedAccount::settled);
        String listId = execution.getProcessInstanceId();
        int locked = settled ? LockedByFacts.count(ledger, listId, all) : 0;
        int others = all.size() - locked;
        boolean done = settled
                && (others == 0
                        || now.restWithdrawn().isPresent() && others == LockedByFacts.takenBack(ledger, listId, all));
        if (done) {
            Cases.covered(now, () -> ledger.join(listId, new CarriedOut(at, Person.SYSTEM, "", locked, others)));
        }
        if (now.request().times() > 1) {
            outbox.ifPresent(told -> tellOfTimes(execution, now, all, told));
        }
        NEXT.tell(execution, !settled ? "wait" : done ? "done" : "ask");
        VERIFY_WAIT.tell(execution, wait(all, at, soon).toString());
        if (settled) {
            if (!done) {
                String rest = others + " of " + all.size() + " " + now.unit() + " of the list are not locked";
                outbox.ifPresent(told -> told.add(listId, Occasion.OPERATOR_NEEDED, rest));
            }
            LOG.info(
                    "LOCK-018 {}: {} of {} {} are locked (request {})",
                    now.request().account().path(),
                    locked,
                    all.size(),
                    now.unit(),
                    listId);
        }
    }

    /** Of each time that is over but for the last, of which the end of the list tells. */
    private static void tellOfTimes(
            DelegateExecution execution, RequestCase now, List<ListedAccount> all, Outbox outbox) {
        int size = AccountList.size(now.request().account());
        int before = TIMES_TOLD.find(execution).map(Integer::parseInt).orElse(0);
        int told = before;
        while (told < now.request().times() - 1) {
            List<ListedAccount> time = all.subList(told * size, (told + 1) * size);
            if (!time.stream().allMatch(ListedAccount::settled)) {
                break;
            }
            long missed = time.stream().filter(RequestAccounts::isMissed).count();
            if (missed > 0) {
                ListedAccount first = time.get(0);
                Instant from = now.request()
                        .line(first.row(), first.account())
                        .lockFrom()
                        .orElseThrow();
                new Missed(from, missed).addTo(outbox, execution.getProcessInstanceId());
            }
            told++;
        }
        if (told > before) {
            TIMES_TOLD.store(execution, Integer.toString(told));
        }
    }

    /** Whether it was not locked, and its requester has not taken that back. */
    private static boolean isMissed(ListedAccount one) {
        return !one.locked()
                && !one.outcome().equals(Outcome.WITHDRAWN.name())
                && !one.refused().equals(RestWithdrawn.WORDS);
    }

    /** Soon while requests are made; ever later where people, or their time, are waited for. */
    static Duration wait(List<ListedAccount> all, Instant at, boolean soon) {
        if (soon) {
            return SOON;
        }
        Instant last = all.stream()
                .flatMap(one -> one.requestedAt().stream())
                .max(Instant::compareTo)
                .orElse(at);
        Duration tenth = Duration.ofSeconds(Duration.between(last, at).toSeconds() / 10);
        return tenth.compareTo(SOON) < 0 ? SOON : tenth.compareTo(LATE) > 0 ? LATE : tenth;
    }
}
