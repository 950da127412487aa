package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.Looked;
import java.util.List;

/** Looks at a wrong moment, or by the wrong person. */
final class BrokenLooks {

    private static final String NAMED = "a person who wants to know is named; every other look is the process's own";
    private static final String BEFORE = "the state before the first call is read after the last approval";
    private static final String AFTER = "what became of a call, or of the lock that is joined, is read after it";
    private static final String UNDO = "an undo is looked at after it was wanted";

    private BrokenLooks() {}

    static List<Broken> all() {
        return List.of(
                rule(Looked.class, "the cloud was asked before the look is written down")
                        .after(History.lastingLock())
                        .by(next -> but(shown(next), "asked", next.at().plusNanos(1)))
                        .says("a look cannot be older than its question")
                        .butLetsIn(BrokenLooks::shown),
                rule(Looked.class, NAMED)
                        .after(History.lastingLock())
                        .by(next -> but(live(next), "by", Person.SYSTEM))
                        .says("a look needs to say who asked for it")
                        .butLetsIn(BrokenLooks::live),
                rule(Looked.class, NAMED)
                        .after(History.lastingLock())
                        .by(next -> but(live(next), "by", Person.NOBODY))
                        .says("a look needs to say who asked for it")
                        .butLetsIn(BrokenLooks::live),
                rule(Looked.class, NAMED)
                        .after(History.lastingLock())
                        .by(next -> but(shown(next), "by", People.OPERATOR))
                        .says("a look needs to say who asked for it")
                        .butLetsIn(BrokenLooks::shown),
                rule(Looked.class, "the account is shown to the approvers before the policy decides")
                        .after(History.lastingLock().shown(Sight.UNLOCKED).policy(1))
                        .by(BrokenLooks::shown)
                        .says("the policy has decided already, on what was shown of the account")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Looked.class, BEFORE)
                        .after(History.lastingLock().shown(Sight.UNLOCKED))
                        .by(BrokenLooks::before)
                        .says("no policy has decided who must approve")
                        .butLetsIn(BrokenLooks::shown),
                rule(Looked.class, BEFORE)
                        .after(twoWanted().approvedBy(People.MANAGER))
                        .by(BrokenLooks::before)
                        .says("1 of 2 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.SECOND_MANAGER)),
                rule(Looked.class, BEFORE)
                        .after(History.lastingLock().upToTheCall().withdrawn())
                        .by(BrokenLooks::before)
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.WITHDRAWN)),
                rule(Looked.class, BEFORE)
                        .after(History.lastingLock().upToTheCall().lockCalled())
                        .by(BrokenLooks::before)
                        .says(
                                "a call of ours may have changed the account, or it is held already, so the state before is not"
                                        + " known")
                        .butLetsIn(BrokenLooks::after),
                rule(
                                Looked.class,
                                "the state before is not read before the time from which on the account is to be locked")
                        .after(History.of(Frozen.scheduledLock())
                                .shown(Sight.UNLOCKED)
                                .policy(1)
                                .approvedBy(People.MANAGER)
                                .at(Frozen.LOCK_FROM.minusNanos(1)))
                        .by(BrokenLooks::before)
                        .says("the account is to be locked at 2026-03-02T13:00:00Z, and not before")
                        .butLetsIn(next -> but(before(next), "at", Frozen.LOCK_FROM)),
                rule(Looked.class, "a lock of ours is joined while no approval has expired")
                        .after(held().at(held().then().grants().get(0).expires()))
                        .by(next -> next.heldByUs(Purpose.BEFORE))
                        .says("an approval has expired")
                        .butLetsIn(next -> next.looked(Purpose.BEFORE, Sight.UNLOCKED)),
                rule(Looked.class, AFTER)
                        .after(twoWanted())
                        .by(BrokenLooks::after)
                        .says("0 of 2 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Looked.class, AFTER)
                        .after(History.lastingLock().upToTheCall())
                        .by(BrokenLooks::after)
                        .says("no call of ours is in the ledger, so there is nothing to verify")
                        .butLetsIn(next -> next.called(Call.LOCK)),
                rule(Looked.class, UNDO)
                        .after(twoWanted())
                        .by(BrokenLooks::undo)
                        .says("0 of 2 approvals are in the ledger")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Looked.class, UNDO)
                        .after(History.lastingLock().upToTheCall().lockCalled().accepted())
                        .by(BrokenLooks::undo)
                        .says("Nobody asked for this undo: the lock has neither failed nor expired.")
                        .butLetsIn(BrokenLooks::after));
    }

    private static History held() {
        return History.lastingLock()
                .told(next -> next.heldByUs(Purpose.APPROVAL))
                .policy(1)
                .approvedBy(People.MANAGER);
    }

    private static History twoWanted() {
        return History.lastingLock().shown(Sight.UNLOCKED).policy(2);
    }

    private static Looked shown(Told next) {
        return next.looked(Purpose.APPROVAL, Sight.UNLOCKED);
    }

    private static Looked live(Told next) {
        return next.looked(Purpose.LIVE, Sight.UNLOCKED);
    }

    private static Looked before(Told next) {
        return next.looked(Purpose.BEFORE, Sight.UNLOCKED);
    }

    private static Looked after(Told next) {
        return next.looked(Purpose.AFTER, Sight.LOCKED);
    }

    private static Looked undo(Told next) {
        return next.looked(Purpose.UNDO, Sight.LOCKED);
    }
}
