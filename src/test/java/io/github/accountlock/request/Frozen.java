package io.github.accountlock.request;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Urgency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The frozen requests that the histories begin with. */
public final class Frozen {

    static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    static final Instant LOCK_UNTIL = NOON.plus(Duration.ofHours(8));
    static final Instant LOCK_FROM = NOON.plus(Duration.ofHours(1));
    static final Duration LOCK_FOR = Duration.ofHours(4);

    /** How far apart two looks must be. */
    static final Duration SETTLE = Duration.ofSeconds(10);

    static final int LISTED = 3;
    static final String ID = "request-1";
    static final String POLICY = "policy-digest";
    static final String DIGEST = "request-digest";

    private Frozen() {}

    static FrozenRequest lastingLock() {
        return frozen(lock(Optional.empty(), OnFailure.UNDO));
    }

    static FrozenRequest lastingLockThatHolds() {
        return frozen(lock(Optional.empty(), OnFailure.HOLD));
    }

    static FrozenRequest emergencyLock() {
        return frozen(lock(Optional.empty(), OnFailure.HOLD, Urgency.EMERGENCY));
    }

    static FrozenRequest temporaryLock() {
        return lockUntil(LOCK_UNTIL);
    }

    static FrozenRequest lockUntil(Instant until) {
        return frozen(lock(Optional.of(until), OnFailure.UNDO));
    }

    static FrozenRequest lockWithAReviewAtItsEnd() {
        return frozen(lock(Optional.of(LOCK_UNTIL), AtEnd.REVIEW, OnFailure.UNDO, Urgency.NORMAL));
    }

    /** Approved now, and locked later. */
    static FrozenRequest scheduledLock() {
        return lockFrom(LOCK_FROM, Optional.of(LOCK_UNTIL), Urgency.NORMAL);
    }

    static FrozenRequest lockFrom(Instant from, Optional<Instant> until, Urgency urgency) {
        return frozen(lock(Optional.of(from), until, Optional.empty(), AtEnd.UNLOCK, OnFailure.UNDO, urgency));
    }

    /** Its end is counted from its proof. */
    static FrozenRequest lockForSomeTime() {
        return lockFor(LOCK_FOR);
    }

    static FrozenRequest lockFor(Duration lasting) {
        return frozen(lock(
                Optional.empty(),
                Optional.empty(),
                Optional.of(lasting),
                AtEnd.UNLOCK,
                OnFailure.UNDO,
                Urgency.NORMAL));
    }

    /** Of {@value #LISTED} accounts. */
    static FrozenRequest list() {
        return list(OnFailure.UNDO);
    }

    static FrozenRequest allOrNone() {
        return list(OnFailure.UNDO_ALL);
    }

    /** At two times. */
    static FrozenRequest repeatedList() {
        return repeated(list(), span(LOCK_FROM, 1), span(LOCK_FROM.plus(Duration.ofDays(7)), 1));
    }

    static String span(Instant from, int hours) {
        return from + "/" + from.plus(Duration.ofHours(hours));
    }

    /** Of the same at several times, also such as nobody may ask for. */
    static FrozenRequest repeated(FrozenRequest once, String... spans) {
        Map<String, String> values = new TreeMap<>(once.request().values());
        values.put("lockTimes", String.join(" ", spans));
        values.put("lockFrom", spans[0].split("/")[0]);
        values.put("lockUntil", spans[spans.length - 1].split("/")[1]);
        LockRequest request = LockRequest.from(LockState.LOCKED, values, People.ASKER.id());
        return new FrozenRequest(
                request, ID, once.process(), once.model(), once.policy(), once.settle(), once.digest());
    }

    /** What nobody may ask for. */
    static FrozenRequest oneAloneOfAllOrNone() {
        return frozen(lock(Optional.empty(), OnFailure.UNDO_ALL));
    }

    private static FrozenRequest list(OnFailure onFailure) {
        AccountRef account = account();
        List<AccountRef> accounts = IntStream.range(0, LISTED)
                .mapToObj(i -> new AccountRef(account.provider(), account.region(), account.instanceId(), "user_" + i))
                .toList();
        LockRequest request = lock(Optional.empty(), onFailure).forAccount(new AccountList(accounts).reference());
        return new FrozenRequest(request, ID, "account-lock-bulk", "model-digest", POLICY, SETTLE, DIGEST);
    }

    static FrozenRequest unlock() {
        return frozen(unlock(false, ""));
    }

    static FrozenRequest unlockOfAForeignLock() {
        return frozen(unlock(true, ""));
    }

    static FrozenRequest unlockOfOneHold() {
        return frozen(unlock(false, Told.HOLD));
    }

    /** One of each kind that this release makes. */
    public static List<FrozenRequest> all() {
        return List.of(
                lastingLock(),
                lastingLockThatHolds(),
                emergencyLock(),
                temporaryLock(),
                lockWithAReviewAtItsEnd(),
                scheduledLock(),
                lockForSomeTime(),
                list(),
                allOrNone(),
                repeatedList(),
                unlock(),
                unlockOfAForeignLock(),
                unlockOfOneHold());
    }

    /** As version 0.1 froze it: without a policy, and one look was proof. */
    static FrozenRequest oldLock() {
        return new FrozenRequest(
                lock(Optional.empty(), OnFailure.UNDO), ID, "account-lock", "model-digest", "", Duration.ZERO, DIGEST);
    }

    private static FrozenRequest frozen(LockRequest request) {
        String process = request.target() == LockState.LOCKED ? "account-lock" : "account-unlock";
        return new FrozenRequest(request, ID, process, "model-digest", POLICY, SETTLE, DIGEST);
    }

    private static LockRequest lock(Optional<Instant> until, OnFailure onFailure) {
        return lock(until, onFailure, Urgency.NORMAL);
    }

    private static LockRequest lock(Optional<Instant> until, OnFailure onFailure, Urgency urgency) {
        return lock(until, AtEnd.UNLOCK, onFailure, urgency);
    }

    private static LockRequest lock(Optional<Instant> until, AtEnd atEnd, OnFailure onFailure, Urgency urgency) {
        return lock(Optional.empty(), until, Optional.empty(), atEnd, onFailure, urgency);
    }

    private static LockRequest lock(
            Optional<Instant> from,
            Optional<Instant> until,
            Optional<Duration> lasting,
            AtEnd atEnd,
            OnFailure onFailure,
            Urgency urgency) {
        return new LockRequest(
                LockState.LOCKED,
                account(),
                People.ASKER.id(),
                "He has left.",
                "T-1",
                from,
                until,
                List.of(),
                lasting,
                atEnd,
                Optional.empty(),
                onFailure,
                urgency,
                false,
                "");
    }

    private static LockRequest unlock(boolean removeForeignLock, String hold) {
        return new LockRequest(
                LockState.UNLOCKED,
                account(),
                People.ASKER.id(),
                "She is back.",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                AtEnd.UNLOCK,
                Optional.empty(),
                OnFailure.UNDO,
                Urgency.NORMAL,
                removeForeignLock,
                hold);
    }

    private static AccountRef account() {
        return new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-4sfuv15b", "app_user");
    }
}
