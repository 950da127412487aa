package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/**
 * One role as {@code pg_roles} and {@code pg_stat_activity} show it.
 *
 * @param standby whether the server only follows another one, so that what it shows may be old
 * @param oid its number; 0 if there is no such role
 * @param sessions how many sessions it has open
 * @param mayEnd whether we may end them
 */
record PostgresRole(
        boolean standby,
        long oid,
        boolean canLogin,
        String protection,
        boolean powerful,
        Optional<Instant> validUntil,
        long sessions,
        boolean mayEnd) {

    /** Numbers below are PostgreSQL's own (page System Catalog Declarations, version 16). */
    private static final long FIRST_OF_USERS = 16384;

    private static final String COLUMNS = """
            select pg_is_in_recovery(), coalesce(r.oid, 0), r.rolcanlogin, r.rolsuper, r.rolreplication,
                   r.rolname in (session_user, current_user), r.rolcreaterole or r.rolbypassrls,
                   case when isfinite(r.rolvaliduntil) then r.rolvaliduntil end,
                   (select count(*) from pg_stat_activity a
                     where a.usesysid = r.oid and coalesce(a.backend_type, 'client backend') = 'client backend'),
                   pg_has_role(current_user, 'pg_signal_backend', 'usage') or pg_has_role(current_user, r.oid, 'usage'),
                   r.rolname::text
            """;

    /** The column of the name. */
    static final int NAME = 11;

    /** The name is compared as a text: as a {@code name} a long one would be cut and mean another role. */
    static final String ONE = COLUMNS + """
              from (select set_config('statement_timeout', ?, true)) as limited
              left join pg_roles r on r.rolname::text = ?
            """;

    /** Of what follows; tells whether the server is a standby. */
    static final String LIMIT = "select pg_is_in_recovery(), set_config('statement_timeout', ?, true)";

    /** Who was only given the right to alter a role is a member of it, too, and makes no group of it. */
    static final String ALL = COLUMNS + """
              from pg_roles r
             where r.rolname not like 'pg\\_%'
               and (r.rolcanlogin
                    or not exists (select from pg_auth_members m where m.roleid = r.oid and not m.admin_option))
             order by r.rolname
            """;

    static PostgresRole read(ResultSet row) throws SQLException {
        return new PostgresRole(
                row.getBoolean(1),
                row.getLong(2),
                row.getBoolean(3),
                protection(row),
                row.getBoolean(7),
                Optional.ofNullable(row.getTimestamp(8)).map(Timestamp::toInstant),
                row.getLong(9),
                row.getBoolean(10));
    }

    private static String protection(ResultSet row) throws SQLException {
        if (row.getBoolean(6)) {
            return "it is the role that Account Lock Flow itself logs in with";
        }
        if (row.getBoolean(4)) {
            return "it is a superuser";
        }
        if (row.getBoolean(5)) {
            return "it may start replication";
        }
        return row.getLong(2) < FIRST_OF_USERS ? "it is one of PostgreSQL's own roles" : "";
    }

    /** @param endSessions whether locked means: without sessions, too */
    AccountSeen seen(boolean endSessions) {
        String identity = "oid " + oid;
        LockState state = canLogin ? LockState.UNLOCKED : LockState.LOCKED;
        if (!protection.isEmpty()) {
            return new AccountSeen(state, AccountSeen.PROTECTED, identity, validUntil, protection);
        }
        String type = powerful ? "super" : "normal";
        if (!canLogin && endSessions && sessions > 0) {
            String note = "new logins are refused, " + sessions + " sessions are still open";
            return new AccountSeen(LockState.UNKNOWN, type, identity, validUntil, note);
        }
        return new AccountSeen(state, type, identity, validUntil, "");
    }
}
