package io.github.accountlock.audit;

import java.util.Optional;
import java.util.stream.Stream;

/** From which step to which step of a request a {@link Spread} is measured: two columns of the search rows. */
enum Took {
    APPROVE("From request to last approval", "requested_at", "approved_at"),
    LOCK("From last approval to the cloud's answer", "approved_at", "called_at"),
    PROVE("From the cloud's answer to proof", "called_at", "proven_at");

    private final String title;
    private final String begin;
    private final String end;

    Took(String title, String begin, String end) {
        this.title = title;
        this.begin = begin;
        this.end = end;
    }

    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String title() {
        return title;
    }

    String columns() {
        return begin + ", " + end;
    }

    /** Requests that have passed both steps. */
    String condition() {
        return begin + " is not null and " + end + " is not null"
                + switch (this) {
                    // For the approval that its list gave it, nobody was waited for.
                    case APPROVE ->
                        " and not " + Control.givenByAList("account_lock_request.request_id", "approved_at");
                    // A lock that was approved for a later time has not waited for us.
                    case LOCK -> " and lock_from is null";
                    case PROVE -> "";
                };
    }

    /**
     * The requests behind a spread, or behind one bar of it.
     *
     * @param asked {@code approve}, or {@code approve.60000.600000}: from 60 s to below 600 s
     * @return empty if it is none of these
     */
    static Optional<String> condition(String asked) {
        String[] parts = asked.split("\\.");
        boolean numbers = parts.length == 3 && parts[1].matches("\\d{1,12}") && parts[2].matches("\\d{1,12}");
        if (parts.length != 1 && !numbers) {
            return Optional.empty();
        }
        Optional<Took> took =
                Stream.of(values()).filter(each -> each.id().equals(parts[0])).findFirst();
        return took.map(each -> each.condition() + (numbers ? each.lasting(parts[1], parts[2]) : ""));
    }

    private String lasting(String least, String below) {
        String sql = " and " + end + " < " + begin + " + " + seconds(below);
        return Long.parseLong(least) == 0 ? sql : sql + " and " + end + " >= " + begin + " + " + seconds(least);
    }

    private static String seconds(String millis) {
        long all = Long.parseLong(millis);
        return "interval '%d.%03d' second".formatted(all / 1000, all % 1000);
    }
}
