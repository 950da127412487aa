package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whatever the fact, and how a request begins. */
final class BrokenRequests {

    private static final String MADE = "the request has been made";
    static final String NOT_ENDED =
            "the request has not ended (but a person may look at the account, its lock may be gone, what it holds is"
                    + " compared with the cloud, and as long as its lock stands people say what they did about it)";
    private static final String LOGGED_IN = "the requester is logged in, and no other than the frozen request says";

    private static final String BEGINS_LATER =
            "a lock that begins later begins in the future (but one of a list may be approved when its time has come)";

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private BrokenRequests() {}

    static List<Broken> all() {
        return List.of(
                rule(Fact.class, MADE)
                        .after(History.notYet(Frozen.lastingLock()))
                        .by(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED))
                        .says("the request is not in the ledger, so nothing is called for it")
                        .butLetsIn(Told::requested),
                rule(Fact.class, MADE)
                        .after(History.notYet(Frozen.lastingLock()))
                        .by(Told::deleted)
                        .says("the request is not in the ledger, so nothing is called for it")
                        .butLetsIn(Told::requested),
                rule(Fact.class, "every fact before it can be read")
                        .after(History.lastingLock().pastTheDoor(Told::unreadable))
                        .by(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED))
                        .says("an entry before it cannot be read")
                        .andLetsInNothing(),
                rule(Fact.class, NOT_ENDED)
                        .after(ended())
                        .by(Told::deleted)
                        .says("the request has ended")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.UNLOCKED)),
                rule(Fact.class, NOT_ENDED)
                        .after(ended())
                        .by(next -> next.ended(Outcome.DENIED))
                        .says("the request has ended")
                        .butLetsIn(next -> next.looked(Purpose.LIVE, Sight.UNLOCKED)),
                rule(Fact.class, NOT_ENDED)
                        .after(History.lastingLock().upToTheCall().lockCalled().deleted())
                        .by(next -> next.looked(Purpose.AFTER, Sight.LOCKED))
                        .says("the request has ended")
                        .butLetsIn(Told::lockGone),
                rule(Requested.class, "it is the first fact")
                        .after(History.lastingLock())
                        .by(Told::requested)
                        .says("the request has been made already")
                        .butLetsIn(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED)),
                rule(Requested.class, LOGGED_IN)
                        .after(History.notYet(Frozen.lastingLock()))
                        .by(next -> but(next.requested(), "by", Person.NOBODY))
                        .says("Log in to make a request: nobody is authenticated.")
                        .butLetsIn(Told::requested),
                rule(Requested.class, LOGGED_IN)
                        .after(History.notYet(Frozen.lastingLock()))
                        .by(next -> but(next.requested(), "by", People.MANAGER))
                        .says("Log in to make a request: nobody is authenticated.")
                        .butLetsIn(Told::requested),
                rule(Requested.class, "a temporary lock ends before the year 10000")
                        .after(History.notYet(Frozen.lockUntil(YEAR_10000)))
                        .by(Told::requested)
                        .says("lockUntil: must be before the year 10000.")
                        .butLetsIn(next -> but(next.requested(), "frozen", Frozen.lockUntil(YEAR_10000.minusNanos(1)))),
                rule(Requested.class, "a temporary lock ends in the future")
                        .after(History.notYet(Frozen.temporaryLock()).at(Frozen.LOCK_UNTIL))
                        .by(Told::requested)
                        .says("lockUntil: 2026-03-02T20:00:00Z is not in the future; now is 2026-03-02T20:00:00Z.")
                        .butLetsIn(next -> but(next.requested(), "at", Frozen.LOCK_UNTIL.minusNanos(1))),
                lockFor(Duration.ofSeconds(59), Duration.ofMinutes(1)),
                lockFor(Duration.ofDays(3650).plusSeconds(1), Duration.ofDays(3650)),
                rule(Requested.class, BEGINS_LATER)
                        .after(History.notYet(Frozen.scheduledLock()).at(Frozen.LOCK_FROM))
                        .by(Told::requested)
                        .says(
                                "lockFrom: 2026-03-02T13:00:00Z is not in the future; now is 2026-03-02T13:00:00Z. Give a later"
                                        + " time, or none: then it is locked as soon as it is approved.")
                        .butLetsIn(next -> but(next.requested(), "list", "a list")),
                rule(Requested.class, BEGINS_LATER)
                        .after(History.notYet(Frozen.scheduledLock()).at(Frozen.LOCK_FROM))
                        .by(Told::requested)
                        .says(
                                "lockFrom: 2026-03-02T13:00:00Z is not in the future; now is 2026-03-02T13:00:00Z. Give a later"
                                        + " time, or none: then it is locked as soon as it is approved.")
                        .butLetsIn(next -> but(next.requested(), "at", Frozen.LOCK_FROM.minusNanos(1))),
                rule(Requested.class, "a lock begins 90 days after its request at the latest")
                        .after(History.notYet(farAhead(1)))
                        .by(Told::requested)
                        .says("lockFrom: 2026-05-31T12:00:01Z is too far ahead; allowed is 90 days, until"
                                + " 2026-05-31T12:00:00Z.")
                        .butLetsIn(next -> but(next.requested(), "frozen", farAhead(0))),
                rule(Requested.class, "a lock begins 90 days after its request at the latest")
                        .after(History.notYet(twice(90)))
                        .by(Told::requested)
                        .says("windowTimes: 2026-05-31T13:00:00Z is too far ahead; allowed is 90 days, until"
                                + " 2026-05-31T12:00:00Z.")
                        .butLetsIn(next -> but(next.requested(), "frozen", twice(89))),
                rule(Requested.class, "a lock ends after it begins")
                        .after(History.notYet(endsAt(Frozen.LOCK_FROM)))
                        .by(Told::requested)
                        .says(
                                "lockUntil: 2026-03-02T13:00:00Z is not after the start of the lock, 2026-03-02T13:00:00Z.")
                        .butLetsIn(next -> but(next.requested(), "frozen", endsAt(Frozen.LOCK_FROM.plusNanos(1)))),
                rule(Requested.class, "an emergency waits for no later time")
                        .after(History.notYet(Frozen.lockFrom(Frozen.LOCK_FROM, Optional.empty(), Urgency.EMERGENCY)))
                        .by(Told::requested)
                        .says("lockFrom: an emergency is locked as soon as it may be, and in no window; leave the"
                                + " time out, or make a normal request.")
                        .butLetsIn(next -> but(next.requested(), "frozen", Frozen.scheduledLock())),
                rule(Unreadable.class, "never")
                        .after(History.lastingLock())
                        .by(Told::unreadable)
                        .says("this entry cannot be read")
                        .butLetsIn(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED)));
    }

    private static Broken lockFor(Duration wrong, Duration right) {
        return rule(Requested.class, "a lock for some time lasts a minute or more, and ten years at most")
                .after(History.notYet(Frozen.lockFor(wrong)))
                .by(Told::requested)
                .says("lockFor: allowed is a minute or more, and ten years (P3650D) at most.")
                .butLetsIn(next -> but(next.requested(), "frozen", Frozen.lockFor(right)));
    }

    private static FrozenRequest farAhead(int seconds) {
        return Frozen.lockFrom(
                Frozen.NOON.plus(Duration.ofDays(90)).plusSeconds(seconds), Optional.empty(), Urgency.NORMAL);
    }

    private static FrozenRequest twice(int daysApart) {
        return Frozen.repeated(
                Frozen.list(),
                Frozen.span(Frozen.LOCK_FROM, 1),
                Frozen.span(Frozen.LOCK_FROM.plus(Duration.ofDays(daysApart)), 1));
    }

    private static FrozenRequest endsAt(Instant until) {
        return Frozen.lockFrom(Frozen.LOCK_FROM, Optional.of(until), Urgency.NORMAL);
    }

    private static History ended() {
        return History.lastingLock().shown(Sight.UNLOCKED).denied().ended(Outcome.DENIED);
    }
}
