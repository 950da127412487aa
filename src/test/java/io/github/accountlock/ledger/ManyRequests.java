package io.github.accountlock.ledger;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.request.Answer;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Sight;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills a ledger with many requests at once, each entry, head and register sealed as the engine does it. */
public final class ManyRequests {

    private static final int AT_ONCE = 500;

    private final EvidenceKeys keys;
    private final Instant begin;
    private final Duration apart;

    /** @param apart time between two requests */
    public ManyRequests(EvidenceKeys keys, Instant begin, Duration apart) {
        this.keys = keys;
        this.begin = begin;
        this.apart = apart;
    }

    /** Into an empty ledger. Of twenty requests 18 are locked, one is rejected, one runs. */
    public void write(Connection connection, int many) throws SQLException {
        connection.setAutoCommit(false);
        try (SealedByHand hand = new SealedByHand(connection, keys)) {
            for (int i = 0; i < many; i++) {
                hand.add(id(i), facts(i));
                if (i % AT_ONCE == AT_ONCE - 1) {
                    hand.flush();
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    public static String id(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    private List<Fact> facts(int i) {
        Instant at = begin.plus(apart.multipliedBy(i));
        LockRequest request = request(i, at);
        FrozenRequest frozen =
                FactJson.freeze(request, id(i), "account-lock", "0".repeat(64), "1".repeat(64), Duration.ofSeconds(2));
        Person requester = new Person(request.requester(), "");
        Person approver = new Person("manager%02d".formatted(i % 40), "");
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Requested(at, requester, frozen));
        facts.add(looked(at.plusMillis(300), Purpose.APPROVAL, Sight.UNLOCKED));
        facts.add(new Fact.PolicyDecided(
                at.plusMillis(350), "1".repeat(64), 1, 4, 1, "managers", at.plus(Duration.ofDays(1)), ""));
        boolean rejected = i % 20 == 0;
        if (i % 20 == 2) {
            return facts;
        }
        Instant decided = at.plusMillis(rejected ? 60_000 : 90_000 + i % 7_000_000);
        facts.add(new Fact.Decided(
                decided,
                approver,
                !rejected,
                "managers",
                frozen.digest(),
                decided.plus(Duration.ofDays(1)),
                rejected ? "wrong account" : "",
                "task"));
        if (rejected) {
            facts.add(new Fact.Ended(decided.plusMillis(100), Outcome.REJECTED, "no"));
            return facts;
        }
        facts.add(looked(decided.plusMillis(100), Purpose.BEFORE, Sight.UNLOCKED));
        facts.add(new Fact.CallIntended(
                decided.plusMillis(200), Call.LOCK, decided.plusSeconds(60), List.of(approver.id())));
        facts.add(new Fact.CallAnswered(decided.plusMillis(400 + i % 900), Call.LOCK, Answer.ACCEPTED, id(i), ""));
        facts.add(looked(decided.plusMillis(1500 + i % 4000), Purpose.AFTER, Sight.LOCKED));
        facts.add(new Fact.Ended(decided.plusMillis(6000), Outcome.LOCKED, "proven"));
        return facts;
    }

    private static Fact looked(Instant at, Purpose why, Sight saw) {
        return new Fact.Looked(at, Person.SYSTEM, why, saw, at, "normal", "", "", "", List.of(), List.of(), false, "");
    }

    private static LockRequest request(int i, Instant at) {
        return new LockRequest(
                LockState.LOCKED,
                new AccountRef(
                        i % 3 == 0 ? new ProviderId("alibaba-polardb") : new ProviderId("tencent-postgres"),
                        i % 3 == 0 ? "cn-hangzhou" : "ap-guangzhou",
                        "instance-%03d".formatted(i % 200),
                        "account_%05d".formatted(i % 20_000)),
                "requester%03d".formatted(i % 500),
                "the password of account " + i + " was found in a log file that others can read",
                "SEC-" + i,
                Optional.empty(),
                Optional.of(at.plus(Duration.ofDays(i % 10 == 3 ? 1 : 400))).filter(until -> false),
                List.of(),
                Optional.empty(),
                AtEnd.UNLOCK,
                Optional.empty(),
                OnFailure.HOLD,
                i % 25 == 4 ? Urgency.EMERGENCY : Urgency.NORMAL,
                false,
                "");
    }
}
