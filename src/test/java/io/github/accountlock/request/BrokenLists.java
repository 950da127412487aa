package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.CarriedOut;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.RestWithdrawn;
import io.github.accountlock.request.Fact.RetryAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.Fact.Withdrawn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Of many accounts under one approval. */
final class BrokenLists {

    private static final String OF_A_LIST =
            "what is one of a list is an account to lock, or to unlock for the one request that has locked it, and no"
                    + " list itself";
    private static final String REST =
            "where some are not locked, the requester or an operator has said that they need not be, or the requester"
                    + " has taken back the rest; or none is, and the list was to be undone";
    private static final String A_REST =
            "there is a rest: it was not taken back before, and the list is not to be undone";
    private static final String NOT_TAKEN_BACK =
            "the requester has not taken back the rest of it; what is to be unlocked again always is";
    private static final String ONLY_THEY =
            "Only the requester or an operator may end a list of which some accounts are not locked.";
    private static final String COUNTED =
            "every account of the list is counted, once for each time at which it is locked";
    private static final String MISCOUNTED = "the list has more accounts than were counted, or fewer";
    private static final String GONE_ON = "it is an approved list that is not carried out yet";
    private static final String BY_WHOM = "it is the requester or an operator, about one account or more";
    private static final String ONLY_THEY_AGAIN =
            "Only the requester or an operator may have the rest of a list requested once more.";
    private static final String NOT_UNDONE =
            "settlement: only a list of which all or none is to be locked is undone, and once; choose retry or accept.";
    private static final String APPROVED = "it is an approved list";

    private static final String TIMES =
            "what is locked several times is a list: at times that follow each other, from the first of which on until the last";
    private static final String ONLY_A_LIST =
            "windowTimes: only a list is locked several times, one time after the other.";
    private static final Instant SECOND = Frozen.LOCK_FROM.plus(Duration.ofDays(7));

    private BrokenLists() {}

    static List<Broken> all() {
        return List.of(
                rule(Requested.class, OF_A_LIST)
                        .after(History.notYet(Frozen.list()))
                        .by(next -> but(next.requested(), "list", "request-0"))
                        .says("a list has accounts to lock, and no further lists")
                        .butLetsIn(Told::requested),
                rule(Requested.class, OF_A_LIST)
                        .after(History.notYet(Frozen.unlock()))
                        .by(next -> but(next.requested(), "list", "request-0"))
                        .says("a list has accounts to lock, and no further lists")
                        .butLetsIn(next ->
                                but(but(next.requested(), "frozen", Frozen.unlockOfOneHold()), "list", "request-0")),
                rule(Requested.class, "all or none is asked for of a list")
                        .after(History.notYet(Frozen.allOrNone()))
                        .by(next -> but(next.requested(), "frozen", Frozen.oneAloneOfAllOrNone()))
                        .says("onFailure: undo_all is for a list of accounts; choose undo or hold.")
                        .butLetsIn(Told::requested),
                times(Frozen.lastingLock(), SECOND),
                times(Frozen.list()),
                times(Frozen.list(), Frozen.LOCK_FROM),
                times(Frozen.list(), Frozen.LOCK_FROM.minusSeconds(1)),
                rule(Requested.class, TIMES)
                        .after(History.notYet(Frozen.repeated(
                                Frozen.list(), Frozen.span(Frozen.LOCK_FROM, 1), Frozen.span(SECOND, 0))))
                        .by(Told::requested)
                        .says(ONLY_A_LIST)
                        .butLetsIn(next -> but(next.requested(), "frozen", Frozen.repeatedList())),
                rule(Requested.class, TIMES)
                        .after(History.notYet(changed("lockFrom", Frozen.LOCK_FROM.plusSeconds(1))))
                        .by(Told::requested)
                        .says(ONLY_A_LIST)
                        .butLetsIn(next -> but(next.requested(), "frozen", Frozen.repeatedList())),
                rule(Requested.class, TIMES)
                        .after(History.notYet(changed("lockUntil", SECOND)))
                        .by(Told::requested)
                        .says(ONLY_A_LIST)
                        .butLetsIn(next -> but(next.requested(), "frozen", Frozen.repeatedList())),
                rule(Requested.class, TIMES)
                        .after(History.notYet(daily(LockRequest.MOST_TIMES + 1)))
                        .by(Told::requested)
                        .says(ONLY_A_LIST)
                        .butLetsIn(next -> but(next.requested(), "frozen", daily(LockRequest.MOST_TIMES))),
                rule(Requested.class, "what is locked several times is not all or none")
                        .after(History.notYet(Frozen.repeated(
                                Frozen.allOrNone(), Frozen.span(Frozen.LOCK_FROM, 1), Frozen.span(SECOND, 1))))
                        .by(Told::requested)
                        .says(
                                "onFailure: all or none (undo_all) is for a list that is locked once; choose another answer (undo or hold).")
                        .butLetsIn(next -> but(next.requested(), "frozen", Frozen.repeatedList())),
                rule(CarriedOut.class, COUNTED)
                        .after(History.of(Frozen.repeatedList()).policy(1).approvedBy(People.MANAGER))
                        .by(next -> but(next.carriedOut(), "locked", Frozen.LISTED))
                        .says(MISCOUNTED)
                        .butLetsIn(Told::carriedOut),
                rule(UndoWanted.class, BrokenUndos.SAYS_SO)
                        .after(approved())
                        .by(next -> next.undoWanted(Cause.FAILURE))
                        .says(BrokenUndos.NOBODY_ASKED)
                        .butLetsIn(Told::carriedOut),
                rule(UndoWanted.class, BrokenUndos.SAYS_SO)
                        .after(History.of(Frozen.allOrNone()).policy(1))
                        .by(next -> next.undoWanted(Cause.FAILURE))
                        .says("0 of 1 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(UndoWanted.class, BrokenUndos.SAYS_SO)
                        .after(approvedAllOrNone().told(Told::carriedOut))
                        .by(next -> next.undoWanted(Cause.FAILURE))
                        .says(BrokenUndos.NOBODY_ASKED)
                        .butLetsIn(next -> next.ended(Outcome.CARRIED_OUT)),
                rule(Settled.class, BrokenUndos.ASKED)
                        .after(approved())
                        .by(next -> next.settled(Settlement.UNDO))
                        .says(NOT_UNDONE)
                        .butLetsIn(Told::carriedOut),
                rule(Settled.class, BrokenUndos.ASKED)
                        .after(History.of(Frozen.allOrNone()).policy(1))
                        .by(next -> next.settled(Settlement.UNDO))
                        .says(NOT_UNDONE)
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Settled.class, BrokenUndos.ASKED)
                        .after(approvedAllOrNone())
                        .by(next -> next.settled(Settlement.KEEP))
                        .says(NOT_UNDONE)
                        .butLetsIn(next -> next.settled(Settlement.UNDO)),
                rule(Settled.class, BrokenUndos.ASKED)
                        .after(approvedAllOrNone().undoWanted(Cause.FAILURE))
                        .by(next -> next.settled(Settlement.UNDO))
                        .says(NOT_UNDONE)
                        .butLetsIn(Told::carriedOutUndone),
                rule(Settled.class, BrokenUndos.ASKED)
                        .after(approvedAllOrNone().settled(Settlement.UNDO))
                        .by(next -> next.settled(Settlement.UNDO))
                        .says(NOT_UNDONE)
                        .butLetsIn(Told::carriedOutUndone),
                rule(Settled.class, BrokenUndos.NOT_THE_REQUESTER)
                        .after(approvedAllOrNone())
                        .by(next -> but(next.settled(Settlement.UNDO), "by", People.ASKER))
                        .says(
                                "settlement: you asked for this list; to have it undone, another operator has to settle it.")
                        .butLetsIn(next -> next.settled(Settlement.UNDO)),
                rule(CarriedOut.class, REST)
                        .after(approvedAllOrNone())
                        .by(Told::carriedOutUndone)
                        .says(ONLY_THEY)
                        .butLetsIn(next -> next.undoWanted(Cause.FAILURE)),
                rule(CarriedOut.class, REST)
                        .after(approvedAllOrNone().undoWanted(Cause.FAILURE))
                        .by(next -> next.carriedOut(Person.SYSTEM, ""))
                        .says(ONLY_THEY)
                        .butLetsIn(Told::carriedOutUndone),
                rule(CarriedOut.class, REST)
                        .after(approvedAllOrNone().undoWanted(Cause.FAILURE))
                        .by(Told::carriedOut)
                        .says(ONLY_THEY)
                        .butLetsIn(Told::carriedOutUndone),
                rule(Looked.class, "it is one account and no list, of which each account has a request of its own")
                        .after(History.of(Frozen.list()))
                        .by(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED))
                        .says("a list is not at a cloud, so it cannot be looked at")
                        .butLetsIn(next -> next.policy(2)),
                rule(PolicyDecided.class, "a list comes after its approval")
                        .after(History.of(Frozen.list()))
                        .by(Told::needingNone)
                        .says("a list of accounts needs an approval, and is carried out after it")
                        .butLetsIn(next -> next.policy(2)),
                rule(Withdrawn.class, "it is no list that is being carried out")
                        .after(approved())
                        .by(Told::withdrawn)
                        .says(
                                "The list is being carried out, so it cannot be taken back. An administrator can delete it, and"
                                        + " then no further account of it is requested.")
                        .butLetsIn(Told::carriedOut),
                rule(CarriedOut.class, APPROVED)
                        .after(asked())
                        .by(Told::carriedOut)
                        .says("0 of 1 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(CarriedOut.class, APPROVED)
                        .after(asked().rejectedBy(People.MANAGER))
                        .by(Told::carriedOut)
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.REJECTED)),
                rule(CarriedOut.class, APPROVED)
                        .after(History.lastingLock().upToTheCall())
                        .by(Told::carriedOut)
                        .says("only a list of accounts is carried out")
                        .butLetsIn(next -> next.called(Call.LOCK)),
                rule(CarriedOut.class, "it is carried out once")
                        .after(approved().told(Told::carriedOut))
                        .by(Told::carriedOut)
                        .says("the list is carried out already")
                        .butLetsIn(next -> next.ended(Outcome.CARRIED_OUT)),
                rule(CarriedOut.class, COUNTED)
                        .after(approved())
                        .by(next -> but(next.carriedOut(), "locked", Frozen.LISTED - 1))
                        .says(MISCOUNTED)
                        .butLetsIn(Told::carriedOut),
                rule(CarriedOut.class, COUNTED)
                        .after(approved())
                        .by(next -> but(next.carriedOut(), "others", 1))
                        .says(MISCOUNTED)
                        .butLetsIn(Told::carriedOut),
                rule(CarriedOut.class, COUNTED)
                        .after(approved())
                        .by(next -> but(but(next.carriedOut(), "locked", Frozen.LISTED + 1), "others", -1))
                        .says(MISCOUNTED)
                        .butLetsIn(Told::carriedOut),
                rule(RetryAsked.class, GONE_ON)
                        .after(asked())
                        .by(next -> next.retryAsked(People.ASKER, ""))
                        .says("0 of 1 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(RetryAsked.class, GONE_ON)
                        .after(approved().told(Told::carriedOut))
                        .by(next -> next.retryAsked(People.ASKER, ""))
                        .says("only a list that is being carried out is gone on with")
                        .butLetsIn(next -> next.ended(Outcome.CARRIED_OUT)),
                rule(RetryAsked.class, BY_WHOM)
                        .after(approved())
                        .by(next -> next.retryAsked(People.MANAGER, ""))
                        .says(ONLY_THEY_AGAIN)
                        .butLetsIn(next -> next.retryAsked(People.ASKER, "")),
                rule(RetryAsked.class, BY_WHOM)
                        .after(approved())
                        .by(next -> but(next.retryAsked(People.ASKER, ""), "accounts", 0))
                        .says(ONLY_THEY_AGAIN)
                        .butLetsIn(next -> next.retryAsked(People.OPERATOR, Told.OPERATORS)),
                rule(RestWithdrawn.class, GONE_ON)
                        .after(asked())
                        .by(Told::restWithdrawn)
                        .says("0 of 1 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(RestWithdrawn.class, GONE_ON)
                        .after(approved().told(Told::carriedOut))
                        .by(Told::restWithdrawn)
                        .says("Only of a list that is being carried out the rest is taken back.")
                        .butLetsIn(next -> next.ended(Outcome.CARRIED_OUT)),
                rule(RestWithdrawn.class, "it is the requester")
                        .after(approved())
                        .by(next -> but(next.restWithdrawn(), "by", People.OPERATOR))
                        .says("Only the requester may take back the rest of a list.")
                        .butLetsIn(Told::restWithdrawn),
                rule(RestWithdrawn.class, A_REST)
                        .after(approved().told(Told::restWithdrawn))
                        .by(Told::restWithdrawn)
                        .says("The rest of the list is taken back already, or the list is being undone.")
                        .butLetsIn(next -> next.carriedOut(Person.SYSTEM, "")),
                rule(RestWithdrawn.class, A_REST)
                        .after(approvedAllOrNone().told(next -> next.undoWanted(Cause.FAILURE)))
                        .by(Told::restWithdrawn)
                        .says("The rest of the list is taken back already, or the list is being undone.")
                        .butLetsIn(Told::carriedOutUndone),
                rule(RetryAsked.class, NOT_TAKEN_BACK)
                        .after(approved().told(Told::restWithdrawn))
                        .by(next -> next.retryAsked(People.OPERATOR, Told.OPERATORS))
                        .says(
                                "settlement: the requester has taken back the rest of the list, so nothing of it is requested any"
                                        + " more; accept it, or ask for single locks.")
                        .butLetsIn(next -> next.carriedOut(People.OPERATOR, Told.OPERATORS)),
                rule(CarriedOut.class, REST)
                        .after(approvedAllOrNone()
                                .told(Told::restWithdrawn)
                                .told(next -> next.undoWanted(Cause.FAILURE)))
                        .by(next -> next.carriedOut(Person.SYSTEM, ""))
                        .says(ONLY_THEY)
                        .butLetsIn(Told::carriedOutUndone),
                rule(CarriedOut.class, REST)
                        .after(approved())
                        .by(next -> next.carriedOut(Person.SYSTEM, ""))
                        .says(ONLY_THEY)
                        .butLetsIn(next -> next.carriedOut(People.ASKER, "")),
                rule(CarriedOut.class, REST)
                        .after(approved())
                        .by(next -> next.carriedOut(People.MANAGER, ""))
                        .says(ONLY_THEY)
                        .butLetsIn(next -> next.carriedOut(People.OPERATOR, Told.OPERATORS)),
                rule(CarriedOut.class, REST)
                        .after(approved())
                        .by(next -> next.carriedOut(Person.NOBODY, Told.OPERATORS))
                        .says(ONLY_THEY)
                        .butLetsIn(next -> next.carriedOut(People.OPERATOR, Told.OPERATORS)));
    }

    private static History asked() {
        return History.of(Frozen.list()).policy(1);
    }

    private static History approvedAllOrNone() {
        return History.of(Frozen.allOrNone()).policy(1).approvedBy(People.MANAGER);
    }

    private static History approved() {
        return asked().approvedBy(People.MANAGER);
    }

    private static Broken times(FrozenRequest once, Instant... more) {
        List<String> spans = new ArrayList<>(List.of(Frozen.span(Frozen.LOCK_FROM, 1)));
        Stream.of(more).map(from -> Frozen.span(from, 1)).forEach(spans::add);
        return rule(Requested.class, TIMES)
                .after(History.notYet(Frozen.repeated(once, spans.toArray(String[]::new))))
                .by(Told::requested)
                .says(ONLY_A_LIST)
                .butLetsIn(next -> but(next.requested(), "frozen", Frozen.repeatedList()));
    }

    private static FrozenRequest daily(int times) {
        return Frozen.repeated(
                Frozen.list(),
                IntStream.range(0, times)
                        .mapToObj(day -> Frozen.span(Frozen.LOCK_FROM.plus(Duration.ofDays(day)), 1))
                        .toArray(String[]::new));
    }

    private static FrozenRequest changed(String name, Instant moment) {
        FrozenRequest times = Frozen.repeatedList();
        Map<String, String> values = new TreeMap<>(times.request().values());
        values.put(name, moment.toString());
        return but(times, "request", LockRequest.from(LockState.LOCKED, values, People.ASKER.id()));
    }
}
