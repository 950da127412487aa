package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.AccountRules;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.SendBy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * PostgreSQL by SQL: {@code ALTER ROLE … NOLOGIN} and {@code LOGIN} in one transaction, which takes effect with its commit
 * or not at all. Tried with PostgreSQL 16. Thread-safe.
 */
final class PostgresProvider implements AccountLockProvider {

    /** The server itself puts the name into the statement, quoted; what it was told beforehand is checked once more. */
    private static final String ALTER = """
            do $alter$
            begin
              if not exists (select from pg_roles where rolname::text = current_setting('account_lock.role')
                  and oid::text = current_setting('account_lock.oid') and not rolsuper and not rolreplication) then
                raise exception 'the role was changed at this very moment' using errcode = '55006';
              end if;
              execute format('alter role %%I %s', current_setting('account_lock.role'));
            end $alter$
            """;

    private static final String LOCK = ALTER.formatted("nologin");
    private static final String UNLOCK = ALTER.formatted("login");

    private static final String NAME =
            "select txid_current(), set_config('account_lock.role', ?, true), set_config('account_lock.oid', ?, true)";

    private static final String END_SESSIONS =
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where usesysid = cast(? as oid)";

    private final PostgresSettings settings;
    private final CallLimits limits;

    PostgresProvider(PostgresSettings settings, CallLimits limits) {
        this.settings = settings;
        this.limits = limits;
    }

    @Override
    public ProviderId id() {
        return PostgresFactory.ID;
    }

    @Override
    public Set<String> regions() {
        return Collections.unmodifiableSet(settings.regions());
    }

    @Override
    public AccountRules rules() {
        return new PostgresRules(settings.instances());
    }

    @Override
    public String sessionsNotice() {
        return settings.endSessions()
                ? "The account's open sessions are ended, and new logins are refused."
                : "New logins are refused; the account's open sessions go on. To end them, a privileged account runs"
                        + " pg_terminate_backend.";
    }

    /** Two looks at one server that is no standby; any time is enough. */
    @Override
    public Duration settleTime() {
        return Duration.ofSeconds(1);
    }

    @Override
    public List<Duration> verifyWaits() {
        return List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Override
    public AccountSeen read(AccountRef account) {
        try (PostgresSession session = PostgresSession.open(instance(account), limits, limits.readTimeout())) {
            return role(account, session, limits.readTimeout()).seen(settings.endSessions());
        } catch (SQLException failed) {
            throw PostgresErrors.nothingHappened(account, "the role could not be read", failed);
        }
    }

    /** What a lock could mean: no role that only gathers others, and none of those that PostgreSQL makes. */
    @Override
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        try (PostgresSession session = PostgresSession.open(instance(instance), limits, limits.readTimeout())) {
            if (session.one(PostgresRole.LIMIT, row -> row.getBoolean(1), milliseconds(limits.readTimeout()))) {
                throw standby(instance);
            }
            Map<String, AccountSeen> roles = new LinkedHashMap<>();
            session.each(
                    PostgresRole.ALL,
                    row -> roles.put(
                            row.getString(PostgresRole.NAME),
                            PostgresRole.read(row).seen(settings.endSessions())));
            return Optional.of(roles);
        } catch (SQLException failed) {
            throw PostgresErrors.nothingHappened(instance, "the roles could not be read", failed);
        }
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        if (target == LockState.UNKNOWN) {
            throw new IllegalArgumentException("target: must be LOCKED or UNLOCKED");
        }
        if (passwordValidUntil.isPresent()) {
            throw new Refused(Reason.CALLER, account, "the end of a password is not changed here", null, null);
        }
        PostgresInstance instance = instance(account);
        refuseLate(account, by);
        try (PostgresSession session = PostgresSession.open(instance, limits, limits.callTimeout())) {
            PostgresRole role = role(account, session, limits.callTimeout());
            refuseProtected(account, role, target);
            refuseLate(account, by);
            String transaction =
                    session.one(NAME, row -> row.getString(1), account.accountName(), Long.toString(role.oid()));
            session.run(target == LockState.LOCKED ? LOCK : UNLOCK);
            refuseLate(account, by);
            commit(account, session);
            if (target == LockState.LOCKED && settings.endSessions()) {
                endSessions(account, session, role);
            }
            return new LockReceipt("transaction " + transaction);
        } catch (SQLException failed) {
            throw PostgresErrors.nothingHappened(account, "the role was not altered", failed);
        }
    }

    private static void commit(AccountRef account, PostgresSession session) {
        try {
            session.commit();
        } catch (SQLException lost) {
            throw PostgresErrors.mayHaveHappened(account, "the commit was not answered", lost);
        }
    }

    /** A role without login opens no new ones, so once is enough. */
    private static void endSessions(AccountRef account, PostgresSession session, PostgresRole role) {
        try {
            session.one(END_SESSIONS, row -> row.getLong(1), role.oid());
        } catch (SQLException failed) {
            throw PostgresErrors.mayHaveHappened(
                    account, "new logins are refused, but the open sessions could not be ended", failed);
        }
    }

    /** The server gives up a statement before we give up the connection, so that we hear of it. */
    private static String milliseconds(Duration limit) {
        return Long.toString(limit.toMillis() * 3 / 4);
    }

    private static Unavailable standby(Location location) {
        return Unavailable.busy(
                location, "the server is a standby: it cannot change roles, and what it shows may be old", null, null);
    }

    private static PostgresRole role(AccountRef account, PostgresSession session, Duration limit) throws SQLException {
        PostgresRole role =
                session.one(PostgresRole.ONE, PostgresRole::read, milliseconds(limit), account.accountName());
        if (role.standby()) {
            throw standby(account);
        }
        if (role.oid() == 0) {
            throw new Refused(Reason.NOT_FOUND, account, "the server has no such role", null, null);
        }
        return role;
    }

    private void refuseProtected(AccountRef account, PostgresRole role, LockState target) {
        if (!role.protection().isEmpty()) {
            throw new Refused(Reason.CALLER, account, "the role is not changed: " + role.protection(), null, null);
        }
        if (target == LockState.LOCKED && settings.endSessions() && !role.mayEnd()) {
            String detail = "nothing was changed: the role that we log in with may not end sessions; grant it"
                    + " pg_signal_backend, or set end-sessions to false";
            throw new Refused(Reason.AUTH, account, detail, null, null);
        }
    }

    private static void refuseLate(AccountRef account, SendBy by) {
        if (by.passed()) {
            throw Unavailable.notReached(account, "nothing was changed: the time for it was over", null);
        }
    }

    private PostgresInstance instance(Location location) {
        if (!location.provider().equals(id())) {
            throw new IllegalArgumentException("location: " + location + " is not of provider " + id());
        }
        return rules().wrongInstanceId(location).isEmpty()
                ? settings.instances().get(location.instanceId())
                : refused(location, rules().wrongInstanceId(location).get());
    }

    private static PostgresInstance refused(Location location, String sentence) {
        throw new Refused(Reason.CALLER, location, sentence, null, null);
    }
}
