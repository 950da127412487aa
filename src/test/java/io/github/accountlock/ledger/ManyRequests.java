package io.github.accountlock.ledger;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills a ledger with many requests at once, each entry, head and the register sealed as the engine does it. */
public final class ManyRequests {

    private static final int AT_ONCE = 500;

    private final EvidenceKeys keys;
    private final Chain chain;
    private final Register register;
    private final Instant begin;
    private final Duration apart;

    /** @param apart time between two requests */
    public ManyRequests(EvidenceKeys keys, Instant begin, Duration apart) {
        this.keys = keys;
        this.chain = new Chain(keys);
        this.register = new Register(keys);
        this.begin = begin;
        this.apart = apart;
    }

    /** Into an empty ledger. Of twenty requests 17 are locked, one is rejected, one refused an approver, one runs. */
    public void write(Connection connection, int many) throws SQLException {
        connection.setAutoCommit(false);
        String requested = "";
        String ended = "";
        long ends = 0;
        String entry = "insert into account_lock_ledger"
                + " (request_id, entry_no, happened_at, kind, actor, facts, key_id, mac) values (?, ?, ?, ?, ?, ?, ?, ?)";
        String head = "insert into account_lock_ledger_head (request_id, entries, last_mac, key_id, mac)"
                + " values (?, ?, ?, ?, ?)";
        try (PreparedStatement entries = connection.prepareStatement(entry);
                PreparedStatement heads = connection.prepareStatement(head)) {
            for (int i = 0; i < many; i++) {
                Chain.Head last = new Chain.Head(id(i), 0, Chain.START, "", "");
                for (LedgerEvent event : events(i)) {
                    Chain.Link link = chain.next(last, event, CanonicalJson.write(event.facts()));
                    add(entries, link);
                    if (event.kind() == Kind.REQUESTED) {
                        requested = Register.sum(requested, register.requested(link));
                    } else if (event.kind() == Kind.ENDED) {
                        ended = Register.sum(ended, register.ended(link));
                        ends++;
                    }
                    last = chain.head(id(i), link.number(), link.mac());
                }
                heads.setString(1, last.requestId());
                heads.setInt(2, last.entries());
                heads.setString(3, last.lastMac());
                heads.setString(4, last.keyId());
                heads.setString(5, last.mac());
                heads.addBatch();
                if (i % AT_ONCE == AT_ONCE - 1 || i == many - 1) {
                    entries.executeBatch();
                    heads.executeBatch();
                }
            }
        }
        write(connection, new Register.Row(many, requested, ends, ended, keys.current(), ""));
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    public static String id(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    private void write(Connection connection, Register.Row row) throws SQLException {
        String mac = keys.seal(
                row.keyId(),
                "register",
                Long.toString(row.requested()),
                row.requestedSum(),
                Long.toString(row.ended()),
                row.endedSum());
        String sql =
                "update account_lock_ledger_register set requested = ?, requested_sum = ?, ended = ?, ended_sum = ?,"
                        + " key_id = ?, mac = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, row.requested());
            update.setString(2, row.requestedSum());
            update.setLong(3, row.ended());
            update.setString(4, row.endedSum());
            update.setString(5, row.keyId());
            update.setString(6, mac);
            update.executeUpdate();
        }
    }

    private static void add(PreparedStatement entries, Chain.Link link) throws SQLException {
        entries.setString(1, link.event().requestId());
        entries.setInt(2, link.number());
        entries.setObject(3, link.event().at().atOffset(ZoneOffset.UTC));
        entries.setString(4, link.event().kind().name());
        entries.setString(5, link.event().actor());
        entries.setString(6, link.factsAsStored());
        entries.setString(7, link.keyId());
        entries.setString(8, link.mac());
        entries.addBatch();
    }

    private List<LedgerEvent> events(int i) {
        Instant at = begin.plus(apart.multipliedBy(i));
        LockRequest request = request(i, at);
        List<LedgerEvent> events = new ArrayList<>();
        var frozen = Evidence.freeze(request, id(i), "account-lock", "0".repeat(64), at);
        events.add(new LedgerEvent(id(i), at, Kind.REQUESTED, request.requester(), frozen));
        events.add(
                event(i, at, 300, Kind.ACCOUNT_SEEN, "system", "state", "UNLOCKED", "type", "normal", "created", ""));
        events.add(event(
                i,
                at,
                350,
                Kind.POLICY_DECIDED,
                "system",
                "approvals",
                "1",
                "group",
                "managers",
                "due",
                at.plus(Duration.ofDays(1)).toString(),
                "rule",
                "4",
                "policyVersion",
                "1"));
        String approver = "manager%02d".formatted(i % 40);
        if (i % 20 == 0) {
            events.add(event(i, at, 60_000, Kind.REJECTED, approver, "reason", "wrong account"));
            events.add(event(i, at, 60_100, Kind.ENDED, "system", "outcome", "REJECTED", "reason", "no"));
            return events;
        }
        if (i % 20 == 1) {
            events.add(event(i, at, 30_000, Kind.ATTEMPT_REFUSED, request.requester(), "why", "own", "self", "yes"));
        }
        if (i % 20 == 2) {
            return events;
        }
        String policy = new Evidence(events).policyDigest();
        events.add(event(
                i,
                at,
                90_000 + i % 7_000_000,
                Kind.APPROVED,
                approver,
                "digest",
                frozen.get("digest"),
                "policy",
                policy,
                "expires",
                at.plus(Duration.ofDays(2)).toString()));
        long approved = 90_000 + i % 7_000_000;
        events.add(event(
                i, at, approved + 100, Kind.STATE_RECORDED, "system", "recorded", "as-approved", "state", "UNLOCKED"));
        events.add(event(i, at, approved + 200, Kind.CALL_INTENDED, "system", "target", "LOCKED"));
        events.add(event(
                i,
                at,
                approved + 400 + i % 900,
                Kind.CALL_ANSWERED,
                "system",
                "target",
                "LOCKED",
                "answer",
                "ACCEPTED",
                "providerRequestId",
                id(i)));
        events.add(event(
                i,
                at,
                approved + 1500 + i % 4000,
                Kind.VERIFIED,
                "system",
                "wanted",
                "LOCKED",
                "observed",
                "LOCKED",
                "verification",
                "confirmed"));
        events.add(event(i, at, approved + 6000, Kind.ENDED, "system", "outcome", "LOCKED", "reason", "proven"));
        return events;
    }

    private static LockRequest request(int i, Instant at) {
        return new LockRequest(
                LockState.LOCKED,
                new AccountRef(
                        i % 3 == 0 ? ProviderId.ALIBABA_POLARDB : ProviderId.TENCENT_POSTGRES,
                        i % 3 == 0 ? "cn-hangzhou" : "ap-guangzhou",
                        "instance-%03d".formatted(i % 200),
                        "account_%05d".formatted(i % 20_000)),
                "requester%03d".formatted(i % 500),
                "the password of account " + i + " was found in a log file that others can read",
                "SEC-" + i,
                Optional.of(at.plus(Duration.ofDays(i % 10 == 3 ? 1 : 400))).filter(until -> i % 10 < 5),
                Optional.empty(),
                OnFailure.HOLD,
                i % 25 == 4 ? Urgency.EMERGENCY : Urgency.NORMAL,
                false);
    }

    private static LedgerEvent event(int i, Instant at, long millis, Kind kind, String actor, String... facts) {
        return LedgerEvent.now(id(i), at.plusMillis(millis), kind, actor, facts);
    }
}
