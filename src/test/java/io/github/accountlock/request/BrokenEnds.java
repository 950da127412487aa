package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.Commented;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import java.util.List;

/** Ends that the facts do not prove, and locks that were not left behind. */
final class BrokenEnds {

    private static final String PROVEN = "its outcome is the one that the facts prove";
    private static final String LOGGED_IN = "the person who says it is logged in";
    private static final String NOT_ENDED = BrokenRequests.NOT_ENDED;
    private static final String LEFT_BEHIND = "the request holds a lock";
    private static final String AS_TOLD_LAST = "the account is not as it was told last";
    private static final String TWO_AGREE = "two readings or more agree, apart by the cloud's settle time";
    private static final String ONE_TELLS_NOTHING =
            "one reading tells nothing: two have to agree, apart by the cloud's settle time";
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

    /** What was compared with the cloud, and tells nothing. */
    static List<Broken> comparisons() {
        return List.of(
                rule(Compared.class, LEFT_BEHIND)
                        .after(History.lastingLock().upToTheCall().lockCalled().accepted())
                        .by(next -> next.compared(Difference.OPENED))
                        .says("the request holds no lock to compare")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.LOCKED)),
                rule(Compared.class, LEFT_BEHIND)
                        .after(locked().ended(Outcome.LOCKED).lockGone())
                        .by(next -> next.compared(Difference.GONE))
                        .says("the request holds no lock to compare")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.UNLOCKED)),
                rule(Compared.class, "it is not about to remove the lock itself")
                        .after(overdue().undoWanted(Fact.Cause.EXPIRY).later(Frozen.SETTLE))
                        .by(next -> next.compared(Difference.OPENED))
                        .says("the request is removing the lock itself, so its account is no longer compared")
                        .butLetsIn(next -> next.looked(Purpose.UNDO, Sight.LOCKED)),
                rule(Compared.class, AS_TOLD_LAST)
                        .after(settled())
                        .by(next -> next.compared(Difference.AS_HELD))
                        .says("nothing has changed since the account was compared last")
                        .butLetsIn(next -> next.compared(Difference.OPENED)),
                rule(Compared.class, AS_TOLD_LAST)
                        .after(settled().told(next -> next.compared(Difference.OPENED)))
                        .by(next -> next.compared(Difference.OPENED))
                        .says("nothing has changed since the account was compared last")
                        .butLetsIn(next -> next.compared(Difference.AS_HELD)),
                rule(Compared.class, TWO_AGREE)
                        .after(settled())
                        .by(next -> but(next.compared(Difference.GONE), "readings", 1))
                        .says(ONE_TELLS_NOTHING)
                        .butLetsIn(next -> next.compared(Difference.GONE)),
                rule(Compared.class, TWO_AGREE)
                        .after(settled())
                        .by(next -> but(
                                next.compared(Difference.GONE),
                                "first",
                                next.at().minus(Frozen.SETTLE).plusNanos(1000)))
                        .says(ONE_TELLS_NOTHING)
                        .butLetsIn(next -> next.compared(Difference.GONE)),
                rule(Compared.class, TWO_AGREE)
                        .after(settled())
                        .by(next -> but(
                                next.compared(Difference.GONE),
                                "latest",
                                next.at().plusSeconds(1)))
                        .says(ONE_TELLS_NOTHING)
                        .butLetsIn(next -> next.compared(Difference.GONE)),
                rule(Compared.class, "the account was read after the last call of the request")
                        .after(settled())
                        .by(next -> but(next.compared(Difference.OPENED), "first", Frozen.NOON))
                        .says("a reading from before a call says nothing about what is held since")
                        .butLetsIn(next -> next.compared(Difference.OPENED)));
    }

    /** What nobody says, and what comes too late. */
    static List<Broken> comments() {
        return List.of(
                rule(Commented.class, LOGGED_IN)
                        .after(locked())
                        .by(next -> but(next.commented(), "by", Person.NOBODY))
                        .says("Log in to comment on a request: nobody is authenticated.")
                        .butLetsIn(Told::commented),
                rule(Commented.class, LOGGED_IN)
                        .after(locked())
                        .by(next -> but(next.commented(), "by", Person.SYSTEM))
                        .says("Log in to comment on a request: nobody is authenticated.")
                        .butLetsIn(Told::commented),
                rule(
                                Commented.class,
                                "the person has made fewer than twenty comments on the request in the last minute")
                        .after(talkedOver())
                        .by(Told::commented)
                        .says(
                                "You have made 20 comments within a minute, each of which is kept for good: say it a little later.")
                        .butLetsIn(next -> but(next.commented(), "by", People.ASKER)),
                rule(Commented.class, "it says something")
                        .after(History.lastingLock())
                        .by(next -> but(next.commented(), "text", " \n"))
                        .says("message: write what you want to say.")
                        .butLetsIn(Told::commented),
                rule(Fact.class, NOT_ENDED)
                        .after(locked().ended(Outcome.LOCKED).lockGone())
                        .by(Told::commented)
                        .says("the request has ended")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.UNLOCKED)),
                rule(Commented.class, LOGGED_IN)
                        .after(locked().ended(Outcome.LOCKED))
                        .by(next -> but(next.commented(), "by", Person.NOBODY))
                        .says("Log in to comment on a request: nobody is authenticated.")
                        .butLetsIn(Told::commented));
    }

    /** Ended, and so long ago that two readings could be made since. */
    private static History settled() {
        return locked().ended(Outcome.LOCKED).later(Frozen.SETTLE);
    }

    private static History overdue() {
        History held =
                History.temporaryLock().upToTheCall().lockCalled().accepted().lookedLocked();
        return held.at(held.next().frozen().request().lockUntil().orElseThrow());
    }

    private static History locked() {
        return History.lastingLock().upToTheCall().lockCalled().accepted().lookedLocked();
    }

    private static History talkedOver() {
        History told = History.lastingLock();
        for (int i = 0; i < 20; i++) {
            told = told.told(Told::commented);
        }
        return told;
    }
}
