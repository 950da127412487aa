package io.github.accountlock.notify;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.notify.Notice.Channel;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The table {@code account_lock_outbox}: what is to be told, written in the transaction of the fact that it is about, and sent
 * behind it by any node. A notice that was tried in vain for half a day is dead: it stays, for an operator to send it again.
 */
public final class Outbox {

    /** Waits before each repetition. */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(12));

    /** A node that takes longer than this to send one notice is taken for gone. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private static final Duration KEPT = Duration.ofDays(30);
    private static final int LONGEST = 1000;

    private static final String SELECT = "select id, request_id, occasion, channel, receiver, detail, due_at, attempts,"
            + " error from account_lock_outbox where state = ";

    private final Connections connections;
    private final Clock clock;
    private final Duration lockEndsBefore;

    /** @param lockEndsBefore how long before the end of a temporary lock people are told */
    public Outbox(Connections connections, Clock clock, Duration lockEndsBefore) {
        this.connections = connections;
        this.clock = clock;
        this.lockEndsBefore = lockEndsBefore;
    }

    /** Follows the facts: a projection of the ledger. */
    public void follow(Connection connection, String requestId, RequestCase before, RequestCase then)
            throws SQLException {
        if (then.list().isPresent()) {
            followOneOfAList(connection, requestId, before, then);
            return;
        }
        Instant now = clock.instant();
        boolean asked = before.policy().isEmpty()
                && then.policy()
                        .filter(policy -> policy.approvals() > 0 && !policy.locksFirst())
                        .isPresent();
        if (asked
                || then.underReview() && !before.underReview() && then.grants().isEmpty()) {
            insert(connection, requestId, Occasion.APPROVAL_WANTED, "", now);
        }
        if (then.grants().size() > before.grants().size()
                || then.rejection().isPresent() && before.rejection().isEmpty()) {
            insert(
                    connection,
                    requestId,
                    Occasion.DECIDED,
                    then.rejection().isPresent()
                            ? Letter.REJECTION
                            : Integer.toString(then.grants().size()),
                    now);
        }
        if (then.settleAsked() && !before.settleAsked()) {
            insert(connection, requestId, Occasion.OPERATOR_NEEDED, "", now);
        }
        if (then.lockProven() && !before.lockProven()) {
            Instant[] until = then.end().stream().toArray(Instant[]::new);
            if (until.length > 0 && until[0].minus(lockEndsBefore).isAfter(now)) {
                insert(connection, requestId, Occasion.LOCK_ENDS, "", until[0].minus(lockEndsBefore));
            }
        }
        if (differsAnew(before, then)) {
            insert(connection, requestId, Occasion.DIFFERS, "", now);
        }
        if (then.over() && !before.over()) {
            insert(connection, requestId, Occasion.ENDED, "", now);
        }
    }

    /** Nobody is told of each account of a list what he is told of the list; only of what is wanted for one. */
    private void followOneOfAList(Connection connection, String requestId, RequestCase before, RequestCase then)
            throws SQLException {
        if (then.settleAsked() && !before.settleAsked()) {
            insert(connection, requestId, Occasion.OPERATOR_NEEDED, "", clock.instant());
        }
        if (then.underReview() && !before.underReview() && then.grants().isEmpty()) {
            insert(connection, requestId, Occasion.APPROVAL_WANTED, "", clock.instant());
        }
        if (differsAnew(before, then)) {
            insert(connection, requestId, Occasion.DIFFERS, "", clock.instant());
        }
    }

    /** What differs, or how a hold has ended that nobody had let go. */
    private static boolean differsAnew(RequestCase before, RequestCase then) {
        return then.differs().isPresent() && !then.differs().equals(before.differs())
                || then.isBroken() && !before.isBroken();
    }

    /** Something that is no fact: written in the running step's transaction. */
    public void add(String requestId, Occasion occasion, String detail) {
        connections.joined(connection -> {
            insert(connection, requestId, occasion, detail, clock.instant());
            return null;
        });
    }

    private void insert(Connection connection, String requestId, Occasion occasion, String detail, Instant due)
            throws SQLException {
        insert(connection, requestId, occasion, Channel.UNADDRESSED, "", detail, due);
    }

    private void insert(
            Connection connection,
            String requestId,
            Occasion occasion,
            Channel channel,
            String receiver,
            String detail,
            Instant due)
            throws SQLException {
        Rows.change(
                connection,
                "insert into account_lock_outbox (id, request_id, occasion, channel, receiver, detail, due_at, state,"
                        + " attempts, error, changed_at) values (?, ?, ?, ?, ?, ?, ?, 'WAITING', 0, '', ?)",
                UUID.randomUUID().toString(),
                requestId,
                occasion.name(),
                channel.name(),
                receiver,
                shortened(detail),
                due,
                clock.instant());
    }

    /** What is due, oldest first, and claimed by nobody else. */
    List<Notice> due(Channel channel, int most) {
        return connections.own(connection -> Rows.list(
                connection,
                SELECT + "'WAITING' and channel = ? and due_at <= ? order by due_at limit " + most,
                Outbox::notice,
                channel.name(),
                clock.instant()));
    }

    /** Of two nodes that try it, one may send; if it dies meanwhile, another one later. */
    boolean claim(Notice notice) {
        return connections.own(connection -> Rows.change(
                        connection,
                        "update account_lock_outbox set attempts = attempts + 1, due_at = ?, changed_at = ?"
                                + " where id = ? and state = 'WAITING' and attempts = ?",
                        clock.instant().plus(CLAIM),
                        clock.instant(),
                        notice.id(),
                        notice.attempts()))
                == 1;
    }

    /** A row for each receiver, in the place of one that is for all of them. */
    void addressed(Notice notice, Set<String> people, Set<String> webhooks) {
        connections.transaction(connection -> {
            for (String person : people) {
                insert(connection, notice, Channel.MAIL, person);
            }
            for (String webhook : webhooks) {
                insert(connection, notice, Channel.WEBHOOK, webhook);
            }
            return state(connection, notice, "ADDRESSED", "", clock.instant());
        });
    }

    private void insert(Connection connection, Notice notice, Channel channel, String receiver) throws SQLException {
        insert(connection, notice.requestId(), notice.occasion(), channel, receiver, notice.detail(), clock.instant());
    }

    void sent(Notice notice) {
        connections.own(connection -> state(connection, notice, "SENT", "", clock.instant()));
    }

    /** Not worth sending any more, for example because the decision was made meanwhile. */
    void dropped(Notice notice, String why) {
        connections.own(connection -> state(connection, notice, "DROPPED", why, clock.instant()));
    }

    /** @return whether it is dead now */
    boolean failed(Notice notice, String why) {
        boolean dead = notice.attempts() >= WAITS.size();
        Instant next = dead ? clock.instant() : clock.instant().plus(WAITS.get(notice.attempts()));
        connections.own(connection -> state(connection, notice, dead ? "DEAD" : "WAITING", why, next));
        return dead;
    }

    /** Says nothing about a notice that another node has claimed meanwhile. */
    private Integer state(Connection connection, Notice notice, String state, String error, Instant due)
            throws SQLException {
        return Rows.change(
                connection,
                "update account_lock_outbox set state = ?, error = ?, due_at = ?, changed_at = ?"
                        + " where id = ? and state = 'WAITING' and attempts = ?",
                state,
                shortened(error),
                due,
                clock.instant(),
                notice.id(),
                notice.attempts() + 1);
    }

    /** Those that nobody got, newest first. */
    public List<Notice> dead() {
        return connections.own(connection ->
                Rows.list(connection, SELECT + "'DEAD' order by changed_at desc limit 200", Outbox::notice));
    }

    /** Sends a dead notice again, as if it had never been tried. */
    public boolean again(String id) {
        return connections.own(connection -> Rows.change(
                        connection,
                        "update account_lock_outbox set state = 'WAITING', attempts = 0, due_at = ?, changed_at = ?"
                                + " where id = ? and state = 'DEAD'",
                        clock.instant(),
                        clock.instant(),
                        id))
                == 1;
    }

    /** Forgets what was sent long ago; what nobody got is kept. */
    void tidy() {
        connections.own(connection -> Rows.change(
                connection,
                "delete from account_lock_outbox where state in ('SENT', 'ADDRESSED', 'DROPPED') and changed_at < ?",
                clock.instant().minus(KEPT)));
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getString(1),
                row.getString(2),
                Occasion.valueOf(row.getString(3)),
                Channel.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                Rows.moment(row, 7),
                row.getInt(8),
                row.getString(9));
    }

    private static String shortened(String text) {
        String storable = text.replace('\0', ' ');
        return storable.length() <= LONGEST ? storable : storable.substring(0, LONGEST);
    }
}
