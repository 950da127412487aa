package io.github.accountlock.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.MaintenanceWindow.Occurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times that come again by the clock of a place, which is put forward in spring and back in autumn. */
class MaintenanceWindowTest {

    private static final Map<String, String> WEEKEND =
            Map.of("days", "SAT", "from", "22:00", "for", "PT4H", "zone", "Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T12:00:00Z, 2026-12-05T21:00:00Z, 2026-12-06T01:00:00Z",
        "2026-12-05T20:59:59Z, 2026-12-05T21:00:00Z, 2026-12-06T01:00:00Z",
        "2026-12-05T21:00:00Z, 2026-12-12T21:00:00Z, 2026-12-13T01:00:00Z",
        "2026-07-01T12:00:00Z, 2026-07-04T20:00:00Z, 2026-07-05T00:00:00Z"
    })
    void nextOneBeginsAfterNowByTheClockOfItsPlace(Instant now, Instant from, Instant until) {
        assertThat(window(Map.of()).next(now)).isEqualTo(new Occurrence(from, until));
    }

    /** On 29 March 2026 the clock in Berlin goes from 2:00 to 3:00, on 25 October from 3:00 to 2:00. */
    @Test
    void hourThatIsPutForwardOrBackDoesNotChangeHowLongItLasts() {
        MaintenanceWindow night = window(Map.of("days", "SUN", "from", "01:00"));

        assertThat(night.next(Instant.parse("2026-03-28T12:00:00Z")))
                .isEqualTo(
                        new Occurrence(Instant.parse("2026-03-29T00:00:00Z"), Instant.parse("2026-03-29T04:00:00Z")));
        assertThat(night.next(Instant.parse("2026-10-24T12:00:00Z")))
                .isEqualTo(
                        new Occurrence(Instant.parse("2026-10-24T23:00:00Z"), Instant.parse("2026-10-25T03:00:00Z")));
    }

    @Test
    void timeThatTheClockLeavesOutIsTheSameTimeLater() {
        MaintenanceWindow night = window(Map.of("days", "SUN", "from", "02:30"));

        assertThat(night.next(Instant.parse("2026-03-28T12:00:00Z")).from()).isEqualTo("2026-03-29T01:30:00Z"); // 3:30
        assertThat(night.next(Instant.parse("2026-10-24T12:00:00Z")).from())
                .isEqualTo("2026-10-25T00:30:00Z"); // the first
    }

    @Test
    void nextDayOfSeveralIsTheNearest() {
        MaintenanceWindow often = window(Map.of("days", "MON, WED,FRI", "zone", "Asia/Shanghai"));

        assertThat(often.next(Instant.parse("2026-12-01T12:00:00Z")).from()).isEqualTo("2026-12-02T14:00:00Z");
        assertThat(often.words()).isEqualTo("Mon, Wed, Fri 22:00, 4 hours (Asia/Shanghai)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    days | Saturday | account-lock.windows.weekend.days: "Saturday" is not allowed; allowed is days of the week, for example SAT or MON,WED,FRI.
                    days | ''       | account-lock.windows.weekend.days: "" is not allowed; allowed is days of the week, for example SAT or MON,WED,FRI.
                    from | 10 pm    | account-lock.windows.weekend.from: "10 pm" is not allowed; allowed is a time of day, for example 22:00.
                    for  | 4h       | account-lock.windows.weekend.for: "4h" is not allowed; allowed is an ISO 8601 duration of a minute to a week, for example PT4H.
                    for  | P8D      | account-lock.windows.weekend.for: "P8D" is not allowed; allowed is an ISO 8601 duration of a minute to a week, for example PT4H.
                    zone | Berlin   | account-lock.windows.weekend.zone: "Berlin" is not allowed; allowed is a time zone, for example Europe/Berlin.
                    till | 02:00    | account-lock.windows.weekend.till: is not a setting; known are days, for, from, zone.
                    """)
    void wrongSettingIsNamedWithWhatIsAllowed(String setting, String value, String sentence) {
        Map<String, String> settings = new HashMap<>(WEEKEND);
        settings.put(setting, value);

        assertThat(MaintenanceWindow.problems("weekend", settings)).containsExactly(sentence);
    }

    @Test
    void settingThatIsMissingIsNamedAndNothingElseIsWrong() {
        assertThat(MaintenanceWindow.problems("weekend", Map.of("days", "SAT", "from", "22:00", "for", "PT4H")))
                .containsExactly(
                        "account-lock.windows.weekend.zone: \"\" is not allowed; allowed is a time zone, for example"
                                + " Europe/Berlin.");
        assertThat(MaintenanceWindow.problems("weekend", WEEKEND)).isEmpty();
        assertThat(MaintenanceWindow.problems("Week end", WEEKEND))
                .containsExactly(
                        "account-lock.windows.Week end: a name is of small letters, digits and hyphens, 40 at most.");
    }

    @ParameterizedTest
    @CsvSource({"PT4H, 4 hours", "P1D, 1 day", "PT25H30M, 1 day 1 hour 30 minutes", "PT59S, less than a minute"})
    void spanIsSaidInWords(Duration span, String words) {
        assertThat(Text.words(span)).isEqualTo(words);
    }

    private static MaintenanceWindow window(Map<String, String> other) {
        Map<String, String> settings = new HashMap<>(WEEKEND);
        settings.putAll(other);
        return MaintenanceWindow.from(settings);
    }
}
