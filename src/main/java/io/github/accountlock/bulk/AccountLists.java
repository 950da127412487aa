package io.github.accountlock.bulk;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The accounts of requests for a list. What may be done for them is not decided here: the digest of the list is sealed
 * with its request, and each account has a request of its own.
 */
public final class AccountLists {

    private static final int LONGEST = 1000;
    private static final String SELECT = "select l.row_no, l.provider, l.region, l.instance_id, l.account_name,"
            + " l.request_id, l.refused, r.requested_at, r.proven_at, r.outcome, l.undo_id, u.outcome,"
            + " r.lock_from"
            + " from account_lock_list l left join account_lock_request r on r.request_id = l.request_id"
            + " left join account_lock_request u on u.request_id = l.undo_id";

    private final Connections connections;

    public AccountLists(Connections connections) {
        this.connections = connections;
    }

    /** Once for each time at which they are to be locked; in the running step's transaction, as everything here. */
    public void add(String listId, AccountList list, int times) {
        connections.joined(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into account_lock_list"
                    + " (list_id, row_no, provider, region, instance_id, account_name) values (?, ?, ?, ?, ?, ?)")) {
                int row = 0;
                for (AccountRef account : list.lines(times)) {
                    insert.setString(1, listId);
                    insert.setInt(2, ++row);
                    insert.setString(3, account.provider().value());
                    insert.setString(4, account.region());
                    insert.setString(5, account.instanceId());
                    insert.setString(6, account.accountName());
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
    }

    /** In the order in which they were given; empty if there is no such list. */
    public List<ListedAccount> of(String listId) {
        return connections.joined(connection ->
                Rows.list(connection, SELECT + " where l.list_id = ? order by l.row_no", AccountLists::listed, listId));
    }

    /**
     * How many accounts of whatever list were requested since a moment, and have not reached anything yet; what waits for its
     * time keeps no cloud busy.
     */
    public long underWay(Instant since, Instant now) {
        return connections.joined(connection -> Rows.one(
                        connection,
                        "select count(*) from account_lock_request r join account_lock_list l on l.request_id = r.request_id"
                                + " where r.requested_at > ? and r.outcome = '' and r.proven_at is null"
                                + " and (r.lock_from is null or r.lock_from <= ?)",
                        row -> row.getLong(1),
                        since,
                        now)
                .orElse(0L));
    }

    /** @return false if it is to have none any more: nothing was changed */
    public boolean requested(String listId, int row, String requestId) {
        return connections.joined(connection -> Rows.change(
                        connection,
                        "update account_lock_list set request_id = ? where list_id = ? and row_no = ? and refused = ''",
                        requestId,
                        listId,
                        row))
                == 1;
    }

    /** What has no request yet is to have none. Returns how many these were. */
    public int refuseRest(String listId, String why) {
        return connections.joined(connection -> Rows.change(
                connection,
                "update account_lock_list set refused = ? where list_id = ? and request_id is null and refused = ''",
                why,
                listId));
    }

    public void refused(String listId, int row, String why) {
        change("refused = ?", listId, row, why.length() > LONGEST ? why.substring(0, LONGEST) : why);
    }

    /** The request that is to unlock it again. */
    public void undoRequested(String listId, int row, String requestId) {
        change("undo_id = ?", listId, row, requestId);
    }

    /** As if nothing had been done to unlock it again; the request that was made stays. */
    public void undoAgain(String listId, int row) {
        change("undo_id = ?", listId, row, null);
    }

    /** As if nothing had been done for it; the request that was made stays. */
    public void again(String listId, int row) {
        connections.joined(connection -> Rows.change(
                connection,
                "update account_lock_list set request_id = null, refused = '' where list_id = ? and row_no = ?",
                listId,
                row));
    }

    private void change(String what, String listId, int row, String value) {
        connections.joined(connection -> Rows.change(
                connection,
                "update account_lock_list set " + what + " where list_id = ? and row_no = ?",
                value,
                listId,
                row));
    }

    private static ListedAccount listed(ResultSet row) throws SQLException {
        return new ListedAccount(
                row.getInt(1),
                new AccountRef(new ProviderId(row.getString(2)), row.getString(3), row.getString(4), row.getString(5)),
                Optional.ofNullable(row.getString(6)),
                row.getString(7),
                Optional.ofNullable(Rows.moment(row, 8)),
                Optional.ofNullable(Rows.moment(row, 13)),
                Optional.ofNullable(Rows.moment(row, 9)),
                Optional.ofNullable(row.getString(10)).orElse(""),
                Optional.ofNullable(row.getString(11)),
                Optional.ofNullable(row.getString(12)).orElse(""));
    }
}
