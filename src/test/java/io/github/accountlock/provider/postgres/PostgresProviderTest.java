package io.github.accountlock.provider.postgres;

import static io.github.accountlock.domain.LockState.LOCKED;
import static io.github.accountlock.domain.LockState.UNKNOWN;
import static io.github.accountlock.domain.LockState.UNLOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.LocalPace;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.SendBy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresProviderTest {

    private static final CallLimits LIMITS =
            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(2));

    private final RolesOnPostgres roles = new RolesOnPostgres();
    private final AccountRef account = roles.account("app_user");

    @AfterEach
    void close() {
        roles.close();
    }

    /** Whatever a name looks like, the server quotes it: no other role is touched and nothing else is run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Capital",
                "two words",
                "quo\"ted",
                "it's",
                "x; drop role app_user",
                "\\$alter\\$",
                "%I",
                "Ωmega",
                "select",
                "-- comment"
            })
    void anyNameIsLockedAndNoOther(String name) {
        AccountRef strange = roles.account(name);
        roles.create(strange.accountName(), "login");
        roles.letUsAlter(strange.accountName());
        AccountLockProvider provider = provider();
        assertThat(provider.rules().wrongAccountName(strange)).isEmpty();

        change(provider, strange, LOCKED);

        assertThat(provider.read(strange).state()).isEqualTo(LOCKED);
        assertThat(roles.canLogin(strange)).isFalse();
        assertThat(roles.canLogin(account)).isTrue();
    }

    /** PostgreSQL cuts a longer name, and would mean another role. */
    @Test
    void nameIsNeverCut() {
        String whole = "a".repeat(63);
        roles.create(whole, "login");
        roles.letUsAlter(whole);
        AccountRef longer = new AccountRef(account.provider(), "berlin", "orders-db", whole + "b");

        assertThat(provider().rules().wrongAccountName(longer).orElseThrow()).contains("63 bytes");
        assertThat(refused(() -> provider().read(longer)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(() -> change(provider(), longer, LOCKED)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(roles.relay().altered()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "superuser login, it is a superuser",
        "replication login, it may start replication",
        "superuser replication nologin, it is a superuser"
    })
    void protectedRoleIsNeverChanged(String options, String why) {
        AccountRef role = roles.account("mighty");
        roles.create(role.accountName(), options);

        assertProtected(role, why);
    }

    @Test
    void listHasAccountsAndNeitherGroupsNorPostgresOwn() {
        AccountRef mighty = roles.account("mighty");
        roles.create(mighty.accountName(), "superuser login");
        AccountRef group = roles.account("readers");
        roles.create(group.accountName(), "nologin");
        roles.run("grant \"" + group.accountName() + "\" to \"" + account.accountName() + "\"");
        AccountRef odd = roles.account("quo\"ted, läßt");
        roles.create(odd.accountName(), "nologin");

        Map<String, AccountSeen> list = provider().list(account.instance()).orElseThrow();

        assertThat(list)
                .containsKeys(account.accountName(), roles.ourRole())
                .doesNotContainKeys(group.accountName(), "pg_monitor");
        assertThat(list.get(odd.accountName())).isEqualTo(provider().read(odd));
        assertThat(list.get(odd.accountName()).state()).isEqualTo(LOCKED);
        assertThat(list.get(mighty.accountName()).type()).isEqualTo(AccountSeen.PROTECTED);
        assertThat(list.get(roles.ourRole()).note()).contains("itself logs in with");
    }

    @Test
    void ourOwnRoleIsNeverChanged() {
        assertProtected(roles.account(roles.ourRole()), "it is the role that Account Lock Flow itself logs in with");
    }

    @Test
    void predefinedRoleIsNeverChanged() {
        AccountRef monitor = new AccountRef(account.provider(), "berlin", "orders-db", "pg_monitor");

        assertProtected(monitor, "it is one of PostgreSQL's own roles");
        assertThat(provider().rules().wrongAccountName(monitor).orElseThrow()).contains("pg_");
    }

    private void assertProtected(AccountRef role, String why) {
        AccountSeen seen = provider().read(role);
        Refused refused = refused(() -> change(provider(), role, LOCKED));

        assertThat(seen.type()).isEqualTo(AccountSeen.PROTECTED);
        assertThat(seen.note()).isEqualTo(why);
        assertThat(refused.reason()).isEqualTo(Reason.CALLER);
        assertThat(refused).hasMessageContaining("the role is not changed: " + why);
        assertThat(roles.relay().altered()).isZero();
    }

    @Test
    void roleThatMayDoMuchIsSuper() {
        AccountRef role = roles.account("maker");
        roles.create(role.accountName(), "login createrole");

        assertThat(provider().read(role).type()).isEqualTo("super");
        assertThat(provider().read(account).type()).isEqualTo("normal");
    }

    @Test
    void roleMadeAgainUnderTheNameIsAnother() {
        String before = provider().read(account).identity();
        assertThat(before).isEqualTo("oid " + roles.oid(account));

        roles.run("drop role " + account.accountName());
        roles.create(account.accountName(), "login");

        assertThat(provider().read(account).identity()).startsWith("oid ").isNotEqualTo(before);
    }

    @Test
    void endOfThePasswordIsShown() {
        roles.alter(account, "valid until '2026-12-31 18:00:00+00'");
        assertThat(provider().read(account).validUntil()).contains(Instant.parse("2026-12-31T18:00:00Z"));

        roles.alter(account, "valid until 'infinity'");
        assertThat(provider().read(account).validUntil()).isEmpty();
    }

    @Test
    void sessionsGoOnUnlessTheyAreToBeEnded() throws SQLException {
        Connection session = roles.connect(account.accountName());

        change(provider(), account, LOCKED);

        assertThat(provider().read(account).state()).isEqualTo(LOCKED);
        assertThat(session.isValid(2)).isTrue();
        assertThat(provider().sessionsNotice()).contains("go on");
    }

    @Test
    void sessionsAreEndedWhereThatIsConfigured() throws SQLException {
        roles.letUsEndSessions();
        AccountLockProvider ending = provider("end-sessions", "true");
        Connection session = roles.connect(account.accountName());
        Connection other = roles.connect(roles.account("report_user").accountName());

        change(ending, account, LOCKED);

        assertThat(session.isValid(2)).isFalse();
        assertThat(other.isValid(2)).isTrue();
        assertThat(ending.sessionsNotice()).contains("are ended");
    }

    @Test
    void withoutTheRightToEndSessionsNothingIsChanged() {
        Refused refused = refused(() -> change(provider("end-sessions", "true"), account, LOCKED));

        assertThat(refused.reason()).isEqualTo(Reason.AUTH);
        assertThat(refused).hasMessageContaining("grant it pg_signal_backend");
        assertThat(roles.canLogin(account)).isTrue();
    }

    /** Locked means without sessions where sessions are to be ended; whoever left them open is told, not guessed about. */
    @Test
    void lockWithSessionsLeftIsNeither() {
        roles.connect(account.accountName());
        roles.alter(account, "nologin");

        AccountSeen seen = provider("end-sessions", "true").read(account);

        assertThat(seen.state()).isEqualTo(UNKNOWN);
        assertThat(seen.note()).isEqualTo("new logins are refused, 1 sessions are still open");
        assertThat(provider().read(account).state()).isEqualTo(LOCKED);
    }

    /** Until the commit leaves, everything that goes wrong means: nothing happened. */
    @Test
    void connectionCutBeforeTheCommitIsNoLostAnswer() {
        roles.relay().next(Relay.Mode.CUT_BEFORE_ALTER);

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(provider(), account, LOCKED));

        assertThat(unavailable).hasMessageContaining("the role was not altered");
        assertThat(roles.canLogin(account)).isTrue();
    }

    @Test
    void sessionsThatCouldNotBeEndedAreALostAnswer() {
        roles.letUsEndSessions();
        roles.relay().next(Relay.Mode.CUT_BEHIND_COMMIT);

        assertThat(catchThrowableOfType(
                        AnswerLost.class, () -> change(provider("end-sessions", "true"), account, LOCKED)))
                .isNotNull();
        assertThat(roles.canLogin(account)).isFalse();
    }

    @Test
    void roleThatSomebodyElseIsChangingIsWaitedForWithinTheLimit() throws SQLException {
        Connection admin = roles.connectAsAdmin();
        admin.setAutoCommit(false);
        try (Statement statement = admin.createStatement()) {
            statement.execute("alter role " + account.accountName() + " connection limit 7");

            Unavailable unavailable =
                    catchThrowableOfType(Unavailable.class, () -> change(provider(), account, LOCKED));

            assertThat(unavailable.code()).contains("57014");
            assertThat(unavailable.isThrottled()).isFalse();
        }
        admin.rollback();
        assertThat(roles.canLogin(account)).isTrue();
    }

    @Test
    void tooManyConnectionsIsThrottling() {
        roles.letNobodyElseIn();

        Unavailable unavailable =
                catchThrowableOfType(Unavailable.class, () -> provider().read(account));

        assertThat(unavailable.isThrottled()).isTrue();
        assertThat(unavailable.code()).contains("53300");
    }

    @Test
    void serverThatOnlyReadsIsUnavailable() {
        roles.run("alter role " + roles.ourRole() + " set default_transaction_read_only = on");

        Unavailable unavailable = catchThrowableOfType(Unavailable.class, () -> change(provider(), account, LOCKED));

        assertThat(unavailable.code()).contains("25006");
        assertThat(provider().read(account).state()).isEqualTo(UNLOCKED);
    }

    /** What a standby shows may be old, so it proves nothing. */
    @Test
    void standbyIsNotBelieved(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start()
                .close();
        Files.createFile(data.resolve("standby.signal"));
        try (EmbeddedPostgres standby = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start()) {
            AccountLockProvider provider = provider(
                    "instances.orders-db.url",
                    "jdbc:postgresql://localhost:" + standby.getPort() + "/postgres",
                    "instances.orders-db.user",
                    "postgres");

            assertThat(catchThrowableOfType(Unavailable.class, () -> provider.read(account)))
                    .hasMessageContaining("the server is a standby");
            assertThat(catchThrowableOfType(Unavailable.class, () -> provider.list(account.instance())))
                    .hasMessageContaining("the server is a standby");
            assertThat(catchThrowableOfType(Unavailable.class, () -> change(provider, account, LOCKED)))
                    .hasMessageContaining("the server is a standby");
        }
    }

    /** With a server that asks for passwords; the usual one of the tests believes everybody. */
    @Test
    void renewedPasswordIsUsedAtOnce(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "old-visibly-fake-password\n");
        Path data = folder.resolve("data");
        try (EmbeddedPostgres strict =
                        EmbeddedPostgres.builder().setDataDirectory(data).start();
                Connection admin = strict.getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("create role locker login password '" + RolesOnPostgres.PASSWORD + "'");
            statement.execute("create role app_user login");
            Files.writeString(data.resolve("pg_hba.conf"), "host all all all scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
            AccountRef role = new AccountRef(account.provider(), "berlin", "orders-db", "app_user");
            AccountLockProvider provider = new PostgresFactory()
                    .create(
                            Map.of(
                                    "instances.orders-db.url",
                                    "jdbc:postgresql://localhost:" + strict.getPort() + "/postgres",
                                    "instances.orders-db.user",
                                    "locker",
                                    "instances.orders-db.password-file",
                                    file.toString(),
                                    "instances.orders-db.region",
                                    "berlin"),
                            LIMITS,
                            new LocalPace(),
                            Clock.systemUTC());

            Awaitility.await().until(() -> refused(() -> provider.read(role)) != null);
            Refused refused = refused(() -> provider.read(role));
            assertThat(refused.reason()).isEqualTo(Reason.AUTH);
            assertThat(refused).hasMessageNotContaining("visibly-fake");

            Files.writeString(file, RolesOnPostgres.PASSWORD + "\n");
            assertThat(provider.read(role).state()).isEqualTo(UNLOCKED);

            Files.delete(file);
            assertThat(refused(() -> provider.read(role))).hasMessageContaining("password-file");
        }
    }

    @Test
    void otherRegionIsRefused() {
        AccountRef elsewhere = new AccountRef(account.provider(), "paris", "orders-db", account.accountName());

        assertThat(provider().rules().wrongInstanceId(elsewhere)).contains("This server is in region berlin.");
        assertThat(refused(() -> provider().read(elsewhere)).reason()).isEqualTo(Reason.CALLER);
    }

    @Test
    void everyWrongSettingIsToldAtOnceAndNoSecretWithIt() {
        List<String> problems = new PostgresFactory()
                .problems(Map.of(
                        "end-sessions", "yes",
                        "instances.a.url", "jdbc:postgresql://db.example.com/postgres",
                        "instances.a.user", "locker",
                        "instances.a.password", "visibly-fake-1",
                        "instances.b.url", "jdbc:postgresql://localhost/postgres?password=visibly-fake-2",
                        "instances.b.user", "locker",
                        "instances.b.password-file", "/no/such/file",
                        "instances.c.url", "jdbc:oracle:thin:@visibly-fake-3",
                        "instances.c.region", "Berlin Mitte",
                        "instances.C.url", "jdbc:postgresql:"));

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "end-sessions: must be one of false, true",
                        "instances.a.url: must say sslmode=verify-full (or verify-ca), for whoever sits between could log"
                                + " in in our place; set tls to not-required where the network is trusted",
                        "instances.b.url: must not carry user or password; they are settings of their own",
                        "instances.b.password-file: the file is missing or cannot be read",
                        "instances.c.url: is not a JDBC address such as jdbc:postgresql://db.example.com:5432/postgres",
                        "instances.c.user: is missing",
                        "instances.c.password: give either it or password-file",
                        "instances.c.region: allowed are lower-case letters, digits and hyphens, for example berlin-2",
                        "instances.C.url: allowed are instances.<name>.<setting>, the name of lower-case letters, digits"
                                + " and hyphens (settings: password, password-file, region, tls, url, user)");
        assertThat(String.join(" ", problems)).doesNotContain("visibly-fake");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example.com/x?sslmode=verify-full, verified, true",
        "jdbc:postgresql://db.example.com/x?a=b&sslmode=verify-ca&c=d, verified, true",
        "jdbc:postgresql://db.example.com/x?sslmode=require, verified, false",
        "jdbc:postgresql://db.example.com/x?nosslmode=verify-full, verified, false",
        "jdbc:postgresql://db.example.com/x, not-required, true",
        "'jdbc:postgresql://localhost:5432,127.0.0.1/x', verified, true",
        "'jdbc:postgresql://localhost:5432,db.example.com/x', verified, false",
        "jdbc:postgresql:x, verified, true",
    })
    void networkIsTrustedOnlyWhereSomebodySaysSo(String url, String tls, boolean allowed) {
        assertThat(new PostgresFactory()
                        .problems(Map.of(
                                "instances.a.url",
                                url,
                                "instances.a.tls",
                                tls,
                                "instances.a.user",
                                "locker",
                                "instances.a.password",
                                "visibly-fake"))
                        .isEmpty())
                .isEqualTo(allowed);
    }

    private AccountLockProvider provider(String... more) {
        return new PostgresFactory().create(roles.settings(more), LIMITS, new LocalPace(), Clock.systemUTC());
    }

    private static LockReceipt change(AccountLockProvider provider, AccountRef account, LockState target) {
        return provider.change(account, target, Optional.empty(), SendBy.in(Duration.ofMinutes(1)));
    }

    private static Refused refused(Runnable call) {
        return catchThrowableOfType(Refused.class, call::run);
    }
}
