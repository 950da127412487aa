package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import java.util.List;

/** Ends that the facts do not prove, and locks that were not left behind. */
final class BrokenEnds {

    private static final String PROVEN = "its outcome is the one that the facts prove";
    private static final String LEFT_BEHIND = "the request holds a lock";
    private static final String BY_ANOTHER = "another request removed it, or found it gone";

    private BrokenEnds() {}

    static List<Broken> all() {
        return List.of(
                rule(Ended.class, PROVEN)
                        .after(History.lastingLock().upToTheCall().lockCalled().accepted())
                        .by(next -> next.ended(Outcome.LOCKED))
                        .says("the ledger does not prove the outcome LOCKED; it proves none")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.LOCKED)),
                rule(Ended.class, PROVEN)
                        .after(locked())
                        .by(next -> next.ended(Outcome.UNDONE))
                        .says("the ledger does not prove the outcome UNDONE; it proves LOCKED")
                        .butLetsIn(next -> next.ended(Outcome.LOCKED)),
                rule(Deleted.class, "it says who deleted the request, or that nobody was logged in")
                        .after(History.lastingLock())
                        .by(next -> but(next.deleted(), "by", Person.SYSTEM))
                        .says("a deletion needs to say who deleted")
                        .butLetsIn(next -> but(next.deleted(), "by", Person.NOBODY)),
                rule(LockGone.class, LEFT_BEHIND)
                        .after(History.lastingLock().upToTheCall().lockCalled().accepted())
                        .by(Told::lockGone)
                        .says("the request holds no lock")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.LOCKED)),
                rule(LockGone.class, LEFT_BEHIND)
                        .after(History.lastingLock().deleted())
                        .by(Told::lockGone)
                        .says("the request holds no lock")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.UNLOCKED)),
                rule(LockGone.class, LEFT_BEHIND)
                        .after(locked().ended(Outcome.LOCKED).lockGone())
                        .by(Told::lockGone)
                        .says("the request holds no lock")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.UNLOCKED)),
                rule(LockGone.class, BY_ANOTHER)
                        .after(locked().ended(Outcome.LOCKED))
                        .by(next -> but(next.lockGone(), "request", " "))
                        .says("a lock is released by another request")
                        .butLetsIn(Told::lockGone),
                rule(LockGone.class, BY_ANOTHER)
                        .after(locked().ended(Outcome.LOCKED))
                        .by(next -> but(next.lockGone(), "request", Frozen.ID))
                        .says("a lock is released by another request")
                        .butLetsIn(Told::lockGone));
    }

    private static History locked() {
        return History.lastingLock().upToTheCall().lockCalled().accepted().lookedLocked();
    }
}
