package io.github.accountlock.app.client;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again, less and less often, until the answer is there or the time is over. */
final class Patience {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final long deadline;
    private boolean reached;
    private Duration pause = FIRST;

    /** @param reached whether the server has answered before */
    Patience(Duration atMost, boolean reached) {
        this.reached = reached;
        // Three centuries are as good as forever, and do not overflow.
        deadline = System.nanoTime()
                + Math.min(atMost.toSeconds(), Duration.ofDays(36500).toSeconds()) * 1_000_000_000L;
    }

    /**
     * A server that was there and is away stays asked: it may be on its way to a new release.
     *
     * @return the last answer, whether it is the one that was wanted or the time is over
     * @throws Trouble if there never was an answer, it is a refusal, or the server is away at the end
     */
    <T> T until(Predicate<T> wanted, Supplier<T> ask) {
        while (true) {
            Duration wish = Duration.ZERO;
            try {
                T answer = ask.get();
                reached = true;
                if (wanted.test(answer) || isOver()) {
                    return answer;
                }
            } catch (Trouble trouble) {
                if (!reached || trouble.exit() != Exit.NOT_REACHED || isOver()) {
                    throw trouble;
                }
                wish = trouble.retryAfter();
            }
            rest(wish);
        }
    }

    private boolean isOver() {
        return System.nanoTime() - deadline >= 0;
    }

    private void rest(Duration wish) {
        Duration next = wish.compareTo(pause) > 0 ? wish : pause;
        long left = Math.max(0, deadline - System.nanoTime());
        try {
            Thread.sleep(Math.min(next.toMillis(), left / 1_000_000 + 1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Trouble(Exit.NOT_YET, "Interrupted.");
        }
        Duration longer = pause.multipliedBy(3).dividedBy(2);
        pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }
}
