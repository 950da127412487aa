package io.github.accountlock.cockpit;

import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Text;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.Withdrawn;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One request as the person who made it, or has decided it, sees it. Times are UTC, ISO 8601.
 *
 * @param action {@code lock} or {@code unlock}
 * @param requester who made it
 * @param account the path of the account, or what stands for a list: {@code account-list/many/120-accounts/<digest>}
 * @param urgency {@code normal} or {@code emergency}
 * @param askedFor the reason that the person gave
 * @param stage where a request stands that has not ended
 * @param outcome empty while it has not ended; {@code DELETED} if an operator has deleted it
 * @param outcomeReason why it ended so
 * @param problem why a person has to look at it, or that its review has rejected it, as sentences; once it has ended, that its
 *     lock is not so at its cloud, or is gone; else empty
 * @param progress how far the approvals are, in words, or empty
 * @param lockFrom from when on the account is to be locked, or empty: as soon as it is approved
 * @param lockUntil when the lock ends, or empty; of a lock for some time, empty until it is proven
 * @param times how often each account of a list is locked; between the first time's begin and the last time's end
 * @param lockFor how long it lasts from its proof on, in ISO 8601, or empty
 * @param accounts of an approved list, how many of its accounts are locked, in words; else empty
 * @param late by how much later than {@code lockFrom} the cloud was called, or the hold began, in words; empty if it was not
 * @param digest SHA-256 of the frozen request, which a decision carries
 * @param holds whether it keeps the account locked now: its lock is proven, and was not released since
 * @param mayAskToUnlock whether it holds the account, and the viewer may ask for the unlock
 * @param mayAskForLonger whether it holds the account until a time, and the viewer may ask for a further lock
 * @param mayComment whether something may be added to it: it has not ended, or its lock stands
 * @param mayTakeBack whether the viewer has made it and may take it back now
 * @param mayTakeBackRest whether it is a list of the viewer's that is being carried out, and something of it has not begun
 * @param link the address that leads everybody to what he may see of it; empty where the host has none
 */
record OwnRequest(
        String requestId,
        String action,
        String requester,
        String account,
        String urgency,
        String requestedAt,
        String askedFor,
        Stage stage,
        String outcome,
        String outcomeReason,
        String problem,
        String progress,
        String lockFrom,
        String lockUntil,
        int times,
        String lockFor,
        String accounts,
        String late,
        String digest,
        boolean holds,
        boolean mayAskToUnlock,
        boolean mayAskForLonger,
        boolean mayComment,
        boolean mayTakeBack,
        boolean mayTakeBackRest,
        String link) {

    enum Stage {
        READING,
        APPROVAL,
        /** Approved, and to be locked at {@link OwnRequest#lockFrom}. */
        WAITING,
        CALLING,
        /** Of a list: requests are made for its accounts. */
        CARRYING_OUT,
        VERIFYING,
        /** Until {@link OwnRequest#lockUntil}. */
        LOCKED,
        UNLOCKING,
        /** An emergency lock that is in place and waits for its review. */
        REVIEW,
        /** A person has to look at it. */
        STUCK,
        STOPPED,
        ENDED
    }

    /** What the engine knows of a request beside its facts. */
    enum Engine {
        RUNS,
        STUCK,
        SUSPENDED
    }

    static OwnRequest of(
            Trail trail,
            Engine engine,
            List<ListedAccount> accounts,
            String viewer,
            MayAsk mayAsk,
            Instant at,
            String link) {
        RequestCase now = trail.requestCase();
        boolean holds = now.hold().equals(Optional.of(HoldState.HELD));
        boolean waits = accounts.isEmpty() || accounts.stream().anyMatch(one -> one.waits() || one.isUnderWay());
        Stage stage = stage(now, engine, waits ? at : Instant.MAX);
        return new OwnRequest(
                trail.requestId(),
                now.request().target() == LockState.LOCKED ? "lock" : "unlock",
                now.request().requester(),
                now.request().account().path(),
                now.request().urgency().name().toLowerCase(Locale.ROOT),
                now.requestedAt().toString(),
                now.request().reason(),
                stage,
                now.deleted().isPresent()
                        ? "DELETED"
                        : now.ended().map(Ended::outcome).map(Outcome::name).orElse(""),
                now.ended().map(Ended::reason).orElse(""),
                problem(now),
                now.progress(at),
                now.request().lockFrom().map(Instant::toString).orElse(""),
                now.lockUntil().map(Instant::toString).orElse(""),
                now.request().times(),
                now.request().lockFor().map(Duration::toString).orElse(""),
                accounts.isEmpty()
                        ? ""
                        : accounts.stream().filter(ListedAccount::isLocked).count() + " of " + accounts.size()
                                + " locked",
                now.late().map(Text::words).orElse(""),
                now.decisionDigest(),
                holds,
                holds && mayAsk.unlock(),
                holds && mayAsk.lock() && now.lockUntil().isPresent(),
                now.mayBeCommented(),
                (stage == Stage.APPROVAL || stage == Stage.WAITING)
                        && now.request().requester().equals(viewer)
                        && MayFollow.refusal(now, new Withdrawn(at, now.requester(), "not needed"))
                                .isEmpty(),
                now.request().requester().equals(viewer)
                        && now.undo().isEmpty()
                        && !now.over()
                        && accounts.stream().anyMatch(one -> one.waits() || one.isUnderWay()),
                link);
    }

    private static String problem(RequestCase now) {
        Optional<String> rejected = now.rejection().map(no -> "Rejected by " + no.who() + ": " + no.reason());
        Optional<String> differs = now.differs()
                .map(told -> "At its cloud the account is " + told.found().words() + ".");
        Optional<String> broken = now.gone()
                .filter(gone -> !gone.released())
                .map(gone -> "Another request has found that its lock was gone, so it holds the account no more.");
        Stream<Optional<String>> since = Stream.of(differs, broken);
        return Stream.concat(now.over() ? Stream.of() : Stream.of(now.question(), rejected), since)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    /** Whether it is approved and its time has not come; of a list, that of its accounts. */
    static boolean waits(RequestCase now, Instant at) {
        return now.awaitsStart(at) || now.isList() && now.approved() && now.isTooEarly(at);
    }

    private static Stage stage(RequestCase now, Engine engine, Instant at) {
        if (now.over()) {
            return Stage.ENDED;
        }
        if (now.settleAsked() || engine == Engine.STUCK) {
            return Stage.STUCK;
        }
        if (engine == Engine.SUSPENDED) {
            return Stage.STOPPED;
        }
        if (now.policy().isEmpty()) {
            return Stage.READING;
        }
        if (!now.approved() && !now.isReviewed()) {
            return Stage.APPROVAL;
        }
        if (waits(now, at)) {
            return Stage.WAITING;
        }
        if (now.isList()) {
            return now.undo().isPresent() ? Stage.UNLOCKING : Stage.CARRYING_OUT;
        }
        if (now.underReview()) {
            return Stage.REVIEW;
        }
        if (now.isReviewed() && now.released()) {
            return Stage.UNLOCKING;
        }
        if (now.undo().isPresent() || now.lockProven() && now.timeIsOver(at)) {
            return Stage.UNLOCKING;
        }
        if (now.lockProven()) {
            return Stage.LOCKED;
        }
        return now.of(Call.LOCK).mayHaveChanged() || now.of(Call.UNLOCK).mayHaveChanged()
                ? Stage.VERIFYING
                : Stage.CALLING;
    }
}
