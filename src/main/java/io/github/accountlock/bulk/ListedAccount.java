package io.github.accountlock.bulk;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Outcome;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One account of a list, and what has become of it.
 *
 * @param row from 1
 * @param requestId the request that was made for it last, or empty
 * @param refused why none could be made, or empty
 * @param requestedAt when it was made
 * @param lockFrom from when on it is to be locked, or empty: as soon as that is approved
 * @param provenAt when the lock was proven first
 * @param outcome of that request; empty while it is open
 * @param undoId the request to unlock it again because not all could be locked, or empty
 * @param undoOutcome of that one; empty while it is open
 */
public record ListedAccount(
        int row,
        AccountRef account,
        Optional<String> requestId,
        String refused,
        Optional<Instant> requestedAt,
        Optional<Instant> lockFrom,
        Optional<Instant> provenAt,
        String outcome,
        Optional<String> undoId,
        String undoOutcome) {

    private static final Set<String> LOCKED = Set.of(
            Outcome.LOCKED.name(), Outcome.ALREADY_LOCKED.name(), Outcome.UNLOCKED.name(), Outcome.RELEASED.name());

    private static final Set<String> RETRIED = Set.of(
            Outcome.FAILED_UNCHANGED.name(),
            Outcome.ACCOUNT_NOT_FOUND.name(),
            Outcome.TARGET_CHANGED.name(),
            Outcome.EXPIRED.name());

    private static final Set<String> UNDONE =
            Set.of(Outcome.UNLOCKED.name(), Outcome.RELEASED.name(), Outcome.ALREADY_UNLOCKED.name());

    /** Whether nothing has been done for it yet. */
    public boolean waits() {
        return requestId.isEmpty() && refused.isEmpty();
    }

    /** Whether it may be requested once more: it is not locked, and no person and no policy has decided that. */
    public boolean mayBeRetried() {
        return !refused.isEmpty() || RETRIED.contains(outcome);
    }

    /** Whether it was locked, by its request or before; a lock whose time is over by now counts. */
    public boolean locked() {
        return outcome.isEmpty() ? provenAt.isPresent() : LOCKED.contains(outcome);
    }

    /** The same, and it was not unlocked again since. */
    public boolean isLocked() {
        return locked() && (undoOutcome.isEmpty() || undoHasFailed());
    }

    /** The request that was made for it last. */
    public Optional<String> latestId() {
        return undoId.or(() -> requestId);
    }

    /** Of that one; empty while it is open. */
    public String latestOutcome() {
        return undoId.isPresent() ? undoOutcome : outcome;
    }

    /** Whether its request has reached its aim, or never will. */
    public boolean settled() {
        return !waits() && (!refused.isEmpty() || !outcome.isEmpty() || provenAt.isPresent());
    }

    /** Whether its request may hold a lock, and nothing was done yet to unlock it again. */
    public boolean mayBeUndone() {
        boolean held = outcome.isEmpty() ? provenAt.isPresent() : outcome.equals(Outcome.LOCKED.name());
        return held && undoId.isEmpty();
    }

    /** Whether it is being unlocked again. */
    public boolean undoIsOpen() {
        return undoId.isPresent() && undoOutcome.isEmpty();
    }

    /** Whether it was to be unlocked again, and is not. */
    public boolean undoHasFailed() {
        return !undoOutcome.isEmpty() && !UNDONE.contains(undoOutcome);
    }

    /** Whether a request for it is open that has not reached its aim: where that stands, the engine knows. */
    public boolean isUnderWay() {
        return requestId.isPresent() && refused.isEmpty() && undoId.isEmpty() && outcome.isEmpty() && !locked();
    }

    /** What has become of it, in words. */
    public String words() {
        if (undoId.isPresent()) {
            return undoOutcome.isEmpty()
                    ? "being unlocked again"
                    : undoHasFailed() ? "not unlocked again: " + lower(undoOutcome) : "unlocked again";
        }
        if (!refused.isEmpty()) {
            return refused;
        }
        if (requestId.isEmpty()) {
            return "no request yet";
        }
        return outcome.isEmpty() ? locked() ? "locked" : "under way" : lower(outcome);
    }

    private static String lower(String outcome) {
        return outcome.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
