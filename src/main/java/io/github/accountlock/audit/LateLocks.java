package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Temporary locks that were still there some time after their end, although nobody was asked whether they stay. The moment of each is the end it should have had. */
final class LateLocks implements Listing {

    static final Duration LATE = Duration.ofMinutes(15);

    private static final String SELECTED = " from account_lock_request where action = 'lock' and proven_at is not null"
            + " and lock_until >= ? and lock_until < ? and lock_until < ?"
            + " and not exists (select 1 from account_lock_ledger l where l.request_id = account_lock_request.request_id"
            + " and l.kind = 'REVIEW_ASKED')"
            + " and (ended_at is null or ended_at >= lock_until + interval '15' minute)"
            + " and (? = '' or requester = ?) and (? = '' or urgency = ?)";

    private final Selected rows;

    LateLocks(Connections connections, Span span, Instant now) {
        Object[] values = {
            span.from(), span.to(), now.minus(LATE), span.who(), span.who(), span.urgency(), span.urgency()
        };
        this.rows = new Selected(connections, SELECTED, values, "requester");
    }

    @Override
    public String id() {
        return "late";
    }

    @Override
    public String title() {
        return "Locks past their time";
    }

    @Override
    public String explanation() {
        return "A temporary lock was still there " + LATE.toMinutes()
                + " minutes after its end, and nobody was asked whether it stays.";
    }

    @Override
    public long count() {
        return rows.count();
    }

    @Override
    public Map<String, Long> byPerson() {
        return rows.byPerson();
    }

    @Override
    public List<Line> lines(int first, int most) {
        return rows.connections()
                .joined(connection -> Rows.list(
                        connection,
                        "select request_id, lock_until, ended_at, requester, provider, region, instance_id, account_name"
                                + SELECTED
                                + " order by lock_until desc, request_id limit " + most + " offset " + first,
                        LateLocks::line,
                        rows.values()));
    }

    private static Line line(ResultSet row) throws SQLException {
        Instant until = Rows.moment(row, 2);
        Instant ended = Rows.moment(row, 3);
        String what = ended == null
                ? "has not ended"
                : "ended " + Duration.between(until, ended).toMinutes() + " minutes late";
        String account = String.join("/", row.getString(5), row.getString(6), row.getString(7), row.getString(8));
        return new Line(row.getString(1), account, until.toString(), row.getString(4), what, "");
    }
}
