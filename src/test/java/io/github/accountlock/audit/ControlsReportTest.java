package io.github.accountlock.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.audit.ControlsReport.Answer;
import io.github.accountlock.audit.ControlsReport.Line;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each control counts its own events in a span of time. The events are written by hand, with real seals. */
class ControlsReportTest {

    private static final Audited AUDITED = Audited.onPostgres("controls");
    private static int request;
    private static int span;

    /** A span of its own for each test. */
    private final Instant from = Instant.parse("2027-01-01T00:00:00Z").plus(Duration.ofDays(10L * span++));

    private final Instant to = from.plus(Duration.ofDays(1));

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refused | ATTEMPT_REFUSED | why=no | ",
                "self-approval | ATTEMPT_REFUSED | why=own;self=yes | why=no",
                "emergency | REQUESTED | urgency=emergency;reason=now | urgency=normal;reason=\"urgency\":\"emergency\"",
                "unlock | REQUESTED | action=unlock;reason=back | action=lock;reason=\"action\":\"unlock\"",
                "undone | ENDED | outcome=UNDONE;reason=failed | outcome=LOCKED",
                "undo-refused | UNDO_REFUSED | why=not ours | ",
                "settled | SETTLED | settlement=keep;reason=seen | ",
                "unproven | ENDED | outcome=CLOSED_BY_OPERATOR;reason=seen | outcome=CLOSEDXBYXOPERATOR",
                "deleted | DELETED | reason=stuck | ",
                "looked | LOOKED_AT | state=LOCKED | "
            })
    void countsItsOwnEventsFromInclusiveToExclusive(String control, Kind kind, String counted, String other) {
        write(kind, from.minusNanos(1000), counted);
        write(kind, from, counted);
        write(kind, to.minusNanos(1000), counted);
        write(kind, to, counted);
        if (other != null) {
            write(kind, from, other);
        }

        Answer answer = answer(control);

        assertThat(answer.count()).isEqualTo(2);
        assertThat(answer.lines())
                .extracting(Line::at)
                .containsExactly(to.minusNanos(1000).toString(), from.toString());
        assertThat(answer.lines()).allSatisfy(line -> {
            assertThat(line.who()).isEqualTo("somebody");
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
    void everyEventIsCountedAndTheNewestAreShown() {
        for (int i = 0; i < 230; i++) {
            write(Kind.ATTEMPT_REFUSED, from.plusSeconds(i), "why=attempt " + i);
        }
        String one = "one-request";
        begin(one, from, Map.of());
        for (int i = 0; i < 20; i++) {
            commit(one, Kind.ATTEMPT_REFUSED, from.plusSeconds(1000 + i), Map.of("why", "again " + i));
        }

        Answer answer = answer("refused");

        assertThat(answer.count()).isEqualTo(250);
        assertThat(answer.lines()).hasSize(200);
        assertThat(answer.lines().get(0).what()).isEqualTo("again 19");
        assertThat(answer.lines().get(199).what()).isEqualTo("attempt 50");
    }

    @Test
    void lineOfABrokenRequestSaysSo() {
        String id = write(Kind.ATTEMPT_REFUSED, from, "why=a very bad thing");
        AUDITED.sql("update account_lock_ledger set facts = replace(facts, 'very bad', 'small') where request_id = '"
                + id + "'");

        assertThat(answer("refused").lines()).singleElement().satisfies(line -> {
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
            begin(id, i == 20 ? to : from, Map.of("action", "lock"));
            Instant approved = from.plus(Duration.ofMinutes(i));
            commit(id, Kind.APPROVED, approved, Map.of());
            commit(id, Kind.CALL_ANSWERED, approved.plusSeconds(i), Map.of("target", "LOCKED", "answer", "ACCEPTED"));
            commit(
                    id,
                    Kind.VERIFIED,
                    approved.plusSeconds(i).plusMillis(i),
                    Map.of("wanted", "LOCKED", "verification", "confirmed"));
        }

        List<Spread> spreads = report().spreads(from, to);

        assertThat(spreads).extracting(Spread::count).containsOnly(19);
        assertThat(spreads).extracting(Spread::median).containsExactly(600_000L, 10_000L, 10L);
        assertThat(spreads).extracting(Spread::p95).containsExactly(1_140_000L, 19_000L, 19L);
    }

    private void lock(String name, Instant until, Instant ended, boolean proven) {
        String id = span + name;
        begin(id, from, Map.of("action", "lock", "lockUntil", until.toString()));
        if (proven) {
            commit(id, Kind.VERIFIED, from, Map.of("wanted", "LOCKED", "verification", "confirmed"));
        }
        if (ended != null) {
            commit(id, Kind.ENDED, ended, Map.of("outcome", "UNLOCKED"));
        }
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

    /** One event of a request of its own, which began long ago. */
    private static String write(Kind kind, Instant at, String facts) {
        Map<String, String> given = new HashMap<>();
        for (String fact : facts.split(";")) {
            given.put(fact.substring(0, fact.indexOf('=')), fact.substring(fact.indexOf('=') + 1));
        }
        String id = "request" + request++;
        if (kind != Kind.REQUESTED) {
            begin(id, Instant.parse("2026-01-01T00:00:00Z"), Map.of());
        }
        commit(id, kind, at, given);
        return id;
    }

    private static void begin(String id, Instant at, Map<String, String> facts) {
        commit(id, Kind.REQUESTED, at, facts);
    }

    private static void commit(String id, Kind kind, Instant at, Map<String, String> facts) {
        AUDITED.access().ledger().commit(new LedgerEvent(id, at, kind, "somebody", facts));
    }
}
