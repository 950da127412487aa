package io.github.accountlock.app.passwords;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How long a user waits after wrong passwords: 3 s, 6 s, 12 s … one minute, for attempts from the same source only, and
 * forgotten after a quarter of an hour. Remembers a bounded number of pairs; the one touched longest ago goes first.
 */
final class WrongPasswords {

    static final Duration FIRST = Duration.ofSeconds(3);
    static final Duration LONGEST = Duration.ofMinutes(1);
    static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private final Clock clock;
    private final Map<Attempt, Wrong> remembered;

    WrongPasswords(Clock clock, int most) {
        this.clock = clock;
        remembered = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Attempt, Wrong> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Asks to try a password now. After a wrong one, an attempt that may be made blocks those beside it.
     *
     * @return how long to wait instead; zero if the password may be tried
     */
    synchronized Duration toWait(String source, String user) {
        Attempt attempt = new Attempt(source, user);
        Wrong wrong = remembered.get(attempt);
        Instant now = clock.instant();
        if (wrong == null || !now.isBefore(wrong.last().plus(FORGOTTEN))) {
            return Duration.ZERO;
        }
        if (now.isBefore(wrong.until())) {
            return Duration.between(now, wrong.until());
        }
        remember(attempt, new Wrong(wrong.times(), wrong.last(), now.plus(delay(wrong.times()))));
        return Duration.ZERO;
    }

    /** @return how long the next attempt has to wait */
    synchronized Duration wrong(String source, String user) {
        Attempt attempt = new Attempt(source, user);
        Wrong before = remembered.get(attempt);
        Instant now = clock.instant();
        boolean again = before != null && now.isBefore(before.last().plus(FORGOTTEN));
        int times = again ? before.times() + 1 : 1;
        remember(attempt, new Wrong(times, now, now.plus(delay(times))));
        return delay(times);
    }

    synchronized void right(String source, String user) {
        remembered.remove(new Attempt(source, user));
    }

    synchronized int size() {
        return remembered.size();
    }

    private void remember(Attempt attempt, Wrong wrong) {
        remembered.remove(attempt);
        remembered.put(attempt, wrong);
    }

    private static Duration delay(int times) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /** Who from where; upper and lower case make no other user. */
    private record Attempt(String source, String user) {

        Attempt {
            user = user.toLowerCase(Locale.ROOT);
        }
    }

    private record Wrong(int times, Instant last, Instant until) {}
}
