package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.audit.ControlsReport.Answer;
import io.github.accountlock.audit.Listing.Line;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.JdbcLedger;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.ledger.SealedByHand;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.Fact.SettleAsked;
import io.github.accountlock.request.Fact.Settled;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Settlement;
import io.github.accountlock.request.Sight;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each control counts its own facts in a span of time. The facts are written by hand, with real seals. */
class ControlsReportTest {

    private static final Audited AUDITED = Audited.onPostgres("controls");
    private static final Person SOMEBODY = new Person("somebody", "");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static int made;
    private static int span;

    /** A span of its own for each test. */
    private final Instant from = Instant.parse("2027-01-01T00:00:00Z").plus(Duration.ofDays(10L * span++));

    private final Instant to = from.plus(Duration.ofDays(1));

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    /** A fact of a request at a moment. */
    private interface Told {
        Fact at(Instant at, String requestId);
    }

    private static Stream<Arguments> controls() {
        return Stream.of(
                counted(
                        "emergency",
                        (at, id) -> requested(at, id, "urgency", "emergency"),
                        (at, id) -> requested(at, id, "reason", "\"urgency\":\"emergency\"")),
                counted(
                        "unlock",
                        (at, id) -> requested(at, id, "action", "unlock"),
                        (at, id) -> requested(at, id, "reason", "\"action\":\"unlock\"")),
                counted(
                        "undone",
                        (at, id) -> new Ended(at, Outcome.UNDONE, "failed"),
                        (at, id) -> new Ended(at, Outcome.LOCKED, "proven")),
                counted("settle-asked", (at, id) -> new SettleAsked(at, "not ours"), null),
                counted("settled", (at, id) -> new Settled(at, SOMEBODY, Settlement.KEEP, "operators", "seen"), null),
                counted(
                        "unproven",
                        (at, id) -> new Ended(at, Outcome.CLOSED_BY_OPERATOR, "seen"),
                        (at, id) -> new Ended(at, Outcome.UNLOCKED, "CLOSED_BY_OPERATOR")),
                counted("deleted", (at, id) -> new Deleted(at, SOMEBODY, "stuck"), null),
                counted(
                        "looked",
                        (at, id) -> looked(at, SOMEBODY, Purpose.LIVE),
                        (at, id) -> looked(at, Person.SYSTEM, Purpose.AFTER)));
    }

    private static Arguments counted(String control, Told counted, Told other) {
        return Arguments.of(control, counted, other);
    }

    @ParameterizedTest
    @MethodSource("controls")
    void countsItsOwnFactsFromInclusiveToExclusive(String control, Told counted, Told other) {
        write(counted, from.minusNanos(1000));
        write(counted, from);
        write(counted, to.minusNanos(1000));
        write(counted, to);
        if (other != null) {
            write(other, from);
        }

        isCountedTwice(answer(control));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsRefusedAttemptsAndThoseOnTheOwnRequestApart(boolean self) {
        for (Instant at : List.of(from.minusNanos(1000), from, to.minusNanos(1000), to)) {
            refused(begun(), at, "no", self);
        }
        if (self) {
            refused(begun(), from, "no", false);
        }

        isCountedTwice(answer(self ? "self-approval" : "refused"));
    }

    private void isCountedTwice(Answer answer) {
        assertThat(answer.count()).isEqualTo(2);
        assertThat(answer.lines())
                .extracting(Line::at)
                .containsExactly(to.minusNanos(1000).toString(), from.toString());
        assertThat(answer.lines()).allSatisfy(line -> {
            assertThat(line.what()).isNotBlank();
            assertThat(line.problem()).isEmpty();
        });
    }

    @Test
    void everyControlIsAskedAndAnEmptySpanHasNothing() {
        List<Answer> answers = report().answers(from, to, to);

        assertThat(answers).extracting(Answer::id).doesNotHaveDuplicates().hasSize(Control.ALL.size() + 1);
        assertThat(answers)
                .allMatch(answer -> answer.count() == 0 && answer.lines().isEmpty());
        assertThat(report().spreads(from, to)).hasSize(3).allMatch(spread -> spread.count() == 0);
    }

    @Test
    void everyAttemptIsCountedAndTheNewestAreShown() {
        for (int i = 0; i < 230; i++) {
            refused(begun(), from.plusSeconds(i), "attempt " + i, false);
        }
        String one = begun();
        for (int i = 0; i < 20; i++) {
            refused(one, from.plusSeconds(1000 + i), "again " + i, false);
        }

        Answer answer = answer("refused");

        assertThat(answer.count()).isEqualTo(250);
        assertThat(answer.lines()).hasSize(200);
        assertThat(answer.lines().get(0).what()).isEqualTo("again 19");
        assertThat(answer.lines().get(199).what()).isEqualTo("attempt 50");
    }

    @Test
    void lineOfABrokenRequestSaysSo() {
        String id = write((at, request) -> new SettleAsked(at, "a very bad thing"), from);
        AUDITED.sql("update account_lock_ledger set facts = replace(facts, 'very bad', 'small') where request_id = '"
                + id + "'");

        assertThat(answer("settle-asked").lines()).singleElement().satisfies(line -> {
            assertThat(line.what()).isEqualTo("a small thing");
            assertThat(line.problem()).isEqualTo("entry 2 does not match its seal");
        });
    }

    @Test
    void lateLocksAreThoseThatStoodFifteenMinutesTooLong() {
        Instant until = from.plus(Duration.ofHours(2));
        lock("in time", until, until.plus(Duration.ofMinutes(15)).minusMillis(1), true);
        lock("late", until, until.plus(Duration.ofMinutes(20)), true);
        lock("stands", until.plusSeconds(1), null, true);
        lock("never proven", until, null, false);
        lock("before its time", until, until.minusSeconds(1), true);
        lock("another day", to, null, true);
        lock("just over", to.minus(Duration.ofMinutes(10)), null, true);

        assertThat(report().answers(from, to, to).get(Control.ALL.size()).lines())
                .extracting(line -> line.requestId() + ": " + line.what())
                .containsExactly(span + "stands: has not ended", span + "late: ended 20 minutes late");
        assertThat(report().answers(from, to, to.plus(Duration.ofHours(1)))
                        .get(Control.ALL.size())
                        .count())
                .isEqualTo(3);
    }

    @Test
    void spreadsAreOverRequestsMadeInTheSpan() {
        for (int i = 1; i <= 20; i++) {
            String id = span + "spread" + i;
            Instant approved = from.plus(Duration.ofMinutes(i));
            Instant proven = approved.plusSeconds(i).plusMillis(i);
            write(
                    id,
                    requested(i == 20 ? to : from, id),
                    new Decided(approved, SOMEBODY, true, "managers", "", approved, "", "task"),
                    new CallIntended(approved, Call.LOCK, proven, List.of()),
                    new CallAnswered(
                            approved.plusSeconds(i), Call.LOCK, io.github.accountlock.request.Answer.ACCEPTED, "", ""),
                    looked(proven, Person.SYSTEM, Purpose.AFTER));
        }

        List<Spread> spreads = report().spreads(from, to);

        assertThat(spreads).extracting(Spread::count).containsOnly(19);
        assertThat(spreads).extracting(Spread::median).containsExactly(600_000L, 10_000L, 10L);
        assertThat(spreads).extracting(Spread::p95).containsExactly(1_140_000L, 19_000L, 19L);
    }

    private void lock(String name, Instant until, Instant ended, boolean proven) {
        String id = span + name;
        List<Fact> facts = new ArrayList<>(List.of(requested(from, id, "lockUntil", until.toString())));
        if (proven) {
            facts.add(new CallIntended(from, Call.LOCK, from.plusSeconds(9), List.of()));
            facts.add(new CallAnswered(from, Call.LOCK, io.github.accountlock.request.Answer.ACCEPTED, "", ""));
            facts.add(looked(from, Person.SYSTEM, Purpose.AFTER));
        }
        if (ended != null) {
            facts.add(new Ended(ended, Outcome.UNLOCKED, ""));
        }
        write(id, facts.toArray(Fact[]::new));
    }

    private Answer answer(String id) {
        return report().answers(from, to, to).stream()
                .filter(answer -> answer.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ControlsReport report() {
        return new ControlsReport(
                AUDITED.access().connections(), AUDITED.access().ledger());
    }

    /** One fact of a request of its own, which began long ago. */
    private static String write(Told told, Instant at) {
        String id = "request" + made++;
        Fact fact = told.at(at, id);
        if (fact instanceof Requested) {
            write(id, fact);
        } else {
            write(id, requested(LONG_AGO, id), fact);
        }
        return id;
    }

    private static String begun() {
        return write((at, id) -> requested(at, id), LONG_AGO);
    }

    private static void write(String id, Fact... facts) {
        try (Connection connection = AUDITED.connection();
                SealedByHand hand = new SealedByHand(connection, Audited.KEYS)) {
            hand.add(id, List.of(facts));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        ((JdbcLedger) AUDITED.access().ledger()).completeIndex();
    }

    private static void refused(String id, Instant at, String why, boolean self) {
        AUDITED.access().ledger().refused(id, new RefusedAttempt(at, SOMEBODY, "Task_ApproveRequest", why, self));
    }

    private static Requested requested(Instant at, String id, String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        ProcessTester.values(tencent("app_user")).forEach((name, value) -> values.put(name, value.toString()));
        LockState target = LockState.LOCKED;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        if ("unlock".equals(values.get("action"))) {
            target = LockState.UNLOCKED;
        }
        LockRequest request = LockRequest.from(target, values, SOMEBODY.id());
        return new Requested(at, SOMEBODY, Ledger.freeze(request, id, "account-lock", "m", "p", Duration.ofSeconds(2)));
    }

    private static Looked looked(Instant at, Person by, Purpose why) {
        return new Looked(at, by, why, Sight.LOCKED, at, "normal", "", "", "", List.of(), List.of(), false, "");
    }
}
