package io.github.accountlock.domain;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A time of the week at which accounts may be locked, by name and by the clock of a place.
 *
 * @param days on which it begins
 * @param from when it begins, by the clock in {@code zone}; where that clock is put forward over it, as much later
 * @param lasting how long it lasts; an hour that the clock is put back or forward does not change that
 */
public record MaintenanceWindow(Set<DayOfWeek> days, LocalTime from, Duration lasting, ZoneId zone) {

    private static final Set<String> SETTINGS = Set.of("days", "from", "for", "zone");
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int DAYS_OF_A_WEEK = 7;

    public MaintenanceWindow {
        days = Set.copyOf(days);
    }

    /** One time that the window comes; as text an ISO 8601 interval. */
    public record Occurrence(Instant from, Instant until) {

        @Override
        public String toString() {
            return from + "/" + until;
        }

        /** @throws DateTimeException if the text is no interval of two times in UTC */
        static Occurrence of(String interval) {
            String[] ends = interval.split("/", -1);
            if (ends.length != 2) {
                throw new DateTimeException("no interval");
            }
            return new Occurrence(Instant.parse(ends[0]), Instant.parse(ends[1]));
        }
    }

    /** The next times, as many as are wanted. */
    public List<Occurrence> next(Instant now, int times) {
        return Stream.iterate(next(now), last -> next(last.from())).limit(times).toList();
    }

    /** The first time that it begins after a moment. */
    public Occurrence next(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        for (int day = -1; day <= DAYS_OF_A_WEEK + 1; day++) {
            LocalDate date = today.plusDays(day);
            Instant begins = date.atTime(from).atZone(zone).toInstant();
            if (days.contains(date.getDayOfWeek()) && begins.isAfter(now)) {
                return new Occurrence(begins, begins.plus(lasting));
            }
        }
        throw new IllegalStateException("a window without a day");
    }

    /** For example {@code Sat 22:00, 4 hours (Europe/Berlin)}. */
    public String words() {
        return new TreeSet<>(days)
                        .stream()
                                .map(day -> day.name().charAt(0)
                                        + day.name().substring(1, 3).toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                + " " + from + ", " + Text.words(lasting) + " (" + zone + ")";
    }

    /**
     * @param settings {@code days}, {@code from}, {@code for} and {@code zone}
     * @throws RuntimeException if {@link #problems} is not empty
     */
    public static MaintenanceWindow from(Map<String, String> settings) {
        return new MaintenanceWindow(
                days(settings.get("days")),
                LocalTime.parse(settings.get("from").strip()),
                Duration.parse(settings.get("for").strip()),
                ZoneId.of(settings.get("zone").strip()));
    }

    /** What is wrong, one sentence each, beginning with the name of the setting. */
    public static List<String> problems(String name, Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            problems.add(": a name is of small letters, digits and hyphens, 40 at most.");
        }
        settings.keySet().stream()
                .filter(setting -> !SETTINGS.contains(setting))
                .forEach(setting ->
                        problems.add("." + setting + ": is not a setting; known are days, for, from, zone."));
        check(
                problems,
                settings,
                "days",
                "days of the week, for example SAT or MON,WED,FRI",
                text -> days(text).isEmpty());
        check(problems, settings, "from", "a time of day, for example 22:00", text -> LocalTime.parse(text) == null);
        check(problems, settings, "for", "an ISO 8601 duration of a minute to a week, for example PT4H", text -> {
            Duration lasting = Duration.parse(text);
            return lasting.compareTo(Duration.ofMinutes(1)) < 0 || lasting.compareTo(LONGEST) > 0;
        });
        check(problems, settings, "zone", "a time zone, for example Europe/Berlin", text -> ZoneId.of(text) == null);
        return problems.stream()
                .map(problem -> "account-lock.windows." + name + problem)
                .toList();
    }

    /** Throws, or says that it is wrong. */
    private interface Wrong {
        boolean is(String text);
    }

    private static void check(
            List<String> problems, Map<String, String> settings, String setting, String allowed, Wrong wrong) {
        String given = settings.getOrDefault(setting, "").strip();
        boolean bad;
        try {
            bad = wrong.is(given);
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            bad = true;
        }
        if (bad) {
            problems.add("." + setting + ": \"" + given + "\" is not allowed; allowed is " + allowed + ".");
        }
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",")) {
            String name = part.strip();
            days.add(Arrays.stream(DayOfWeek.values())
                    .filter(day -> day.name().substring(0, 3).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is no day of the week")));
        }
        return days;
    }
}
