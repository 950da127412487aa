package io.github.accountlock.audit;

import java.util.List;
import java.util.Map;

/** Happenings of one sort in a span of time: how many, by whom, and each of them. A count is always of these very lines. */
public interface Listing {

    /**
     * @param account path of the account that the request is about, or empty if it cannot be told
     * @param name what people call the request, or empty
     * @param at ISO 8601 UTC
     * @param who user id, or empty for the process itself
     * @param insteadOf in whose place, or empty
     * @param problem why the line must not be relied on, or empty
     */
    record Line(
            String requestId,
            String account,
            String name,
            String at,
            String who,
            String insteadOf,
            String what,
            String problem) {

        public Line(String requestId, String account, String at, String who, String what, String problem) {
            this(requestId, account, "", at, who, "", what, problem);
        }
    }

    String id();

    String title();

    String explanation();

    long count();

    /** How many by user id; the process itself has its own id, {@link io.github.accountlock.domain.Person#SYSTEM}. */
    Map<String, Long> byPerson();

    /** Some of them, the newest first. */
    List<Line> lines(int first, int most);
}
