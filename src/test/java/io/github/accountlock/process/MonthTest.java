package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.ReviewAsked;
import io.github.accountlock.request.Fact.UndoWanted;
import io.github.accountlock.request.HoldState;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A month in which people, strangers, operators and a bad network do what they like with a few accounts, on two nodes. What
 * has to be true whatever they did is asked at the end, of the facts and of the clouds.
 */
class MonthTest {

    private static final List<AccountRef> ACCOUNTS =
            List.of(tencent("user_001"), tencent("user_002"), polardb("user_003"));
    private static final int STEPS = 90;
    private static final Duration BETWEEN_STEPS = Duration.ofHours(8);
    private static final List<String> APPROVERS = List.of("manager", "manager2", "head");

    private final ControlledClouds clouds = new ControlledClouds();
    private final String database = Postgres.newDatabase();
    private final List<ProcessEngine> nodes = List.of(node("one"), node("two"));
    private final List<ProcessTester> people =
            nodes.stream().map(ProcessTester::new).toList();
    private final ExecutorService executors = Executors.newFixedThreadPool(2);
    private final Map<AccountRef, Instant> strangers = new HashMap<>();
    private Duration passed = Duration.ZERO;

    private ProcessEngine node(String name) {
        StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
        configuration.setJdbcUrl(database);
        configuration.setJdbcDriver("org.postgresql.Driver");
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setProcessEngineName("month-" + name);
        return ProcessTester.configured(configuration, clouds).buildProcessEngine();
    }

    @AfterEach
    void close() {
        ClockUtil.reset();
        executors.shutdown();
        nodes.forEach(ProcessEngine::close);
        clouds.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {7})
    void whateverPeopleDoTheAccountsAreAsTheFactsSay(long seed) throws Exception {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                act(random);
            }
            work();
            nobodyIsStuck();
            pass(Duration.ofMinutes(random.nextLong(BETWEEN_STEPS.toMinutes() * 2)));
        }
        clouds.heal();
        for (int day = 0; day < 12 && !running().isEmpty(); day++) {
            everybodyDecides(random);
            work();
            pass(Duration.ofDays(1));
        }

        assertThat(running()).as("what does not end: %s", incidents()).isEmpty();
        assertSound();
        Map<String, List<Fact>> requests = requests();
        assertThat(openedAgainstAHold(requests)).isEmpty();
        requests.values().forEach(MonthTest::assertNoClockHasOpenedWhatPeopleDecide);
        ACCOUNTS.forEach(account -> assertAsHeld(account, requests));
    }

    // ---------------------------------------------------------------- what people do

    private void act(Random random) {
        AccountRef account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        int what = random.nextInt(100);
        if (what < 30) {
            askForALock(random, account);
        } else if (what < 44) {
            askForAnUnlock(random, account);
        } else if (what < 88) {
            everybodyDecides(random);
        } else if (what < 92) {
            clouds.set(account, random.nextBoolean() ? "LOCKED" : "UNLOCKED");
            strangers.put(account, now());
        } else if (what < 95) {
            any(random, running()).ifPresent(this::delete);
        } else {
            clouds.fail(new String[] {
                        "{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}",
                        "{\"fault\":\"answer-lost\",\"action\":\"UnlockAccount\"}",
                        "{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}",
                        "{\"fault\":\"throttled\",\"times\":3}",
                        "{\"fault\":\"unknown-status\",\"times\":2}"
                    }
                    [random.nextInt(5)]);
        }
    }

    private void askForALock(Random random, AccountRef account) {
        Map<String, Object> values = ProcessTester.values(account);
        if (random.nextInt(4) > 0) {
            values.put(
                    "lockUntil",
                    now().plus(Duration.ofMinutes(30 + random.nextInt(3000))).toString());
            values.put("atEnd", random.nextBoolean() ? "review" : "unlock");
        }
        values.put("urgency", random.nextBoolean() ? "emergency" : "normal");
        values.put("onFailure", random.nextBoolean() ? "undo" : "hold");
        String person = random.nextBoolean() ? "responder" : "requester";
        tried(() -> people.get(0)
                .as(
                        person,
                        () -> nodes.get(0)
                                .getRuntimeService()
                                .startProcessInstanceByKey(AccountLockProcess.KEY, values)));
    }

    private void askForAnUnlock(Random random, AccountRef account) {
        Map<String, Object> values = ProcessTester.values(account);
        if (random.nextBoolean()) {
            any(random, services().holds().traces(account.path()).standing())
                    .ifPresent(hold -> values.put("hold", hold.requestId()));
        }
        if (random.nextBoolean()) {
            values.put("removeForeignLock", "true");
        }
        tried(() -> people.get(0)
                .as(
                        "operator",
                        () -> nodes.get(0)
                                .getRuntimeService()
                                .startProcessInstanceByKey(AccountUnlockProcess.KEY, values)));
    }

    private void everybodyDecides(Random random) {
        for (Task task : nodes.get(0).getTaskService().createTaskQuery().list()) {
            Map<String, Object> values = new HashMap<>();
            boolean yes = random.nextInt(5) > 0;
            String person = APPROVERS.get(random.nextInt(3));
            if (task.getName().contains("Approve ")) {
                values.put("decision", yes ? "approve" : "reject");
                values.put("decisionReason", "so it is");
                values.put("requestDigest", people.get(0).digest(task));
            } else {
                person = "operator";
                boolean unlock = task.getTaskDefinitionKey().equals(AccountUnlockProcess.SETTLE);
                values.put("settlement", yes ? "keep" : random.nextBoolean() || unlock ? "verify" : "undo");
                values.put("settlementReason", "looked at the console");
            }
            String who = person;
            tried(() -> people.get(0).as(who, () -> {
                nodes.get(0).getTaskService().complete(task.getId(), values);
                return null;
            }));
        }
    }

    private void delete(ProcessInstance request) {
        tried(() -> people.get(0).as("operator", () -> {
            nodes.get(0).getRuntimeService().deleteProcessInstance(request.getId(), "by hand");
            return null;
        }));
    }

    /** What may not be done is refused; nobody minds. */
    private static void tried(Runnable act) {
        try {
            act.run();
        } catch (RuntimeException refused) {
            assertThat(refused.toString()).doesNotContain("NullPointer", "SQLException", "deadlock");
        }
    }

    // ---------------------------------------------------------------- what the nodes do

    /** Both nodes run what is due, each the requests of its own, and time goes on between. */
    private void work() throws Exception {
        for (int round = 0; round < 14; round++) {
            List<Job> due = management().createJobQuery().executable().list();
            if (due.isEmpty() && round > 4) {
                return;
            }
            List<Future<?>> both = new ArrayList<>();
            for (int node = 0; node < 2; node++) {
                int mine = node;
                both.add(executors.submit(() -> due.stream()
                        .filter(job -> (job.getProcessInstanceId().hashCode() & 1) == mine)
                        .forEach(job -> run(nodes.get(mine), job))));
            }
            for (Future<?> each : both) {
                each.get();
            }
            pass(Duration.ofSeconds(35));
        }
    }

    private static void run(ProcessEngine node, Job job) {
        try {
            node.getManagementService().executeJob(job.getId());
        } catch (RuntimeException keptByTheJob) {
            // The engine has written it to the job and decided on retries.
        }
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
        ClockUtil.offset(passed.toMillis());
    }

    private static Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    // ---------------------------------------------------------------- what has to be true

    private void nobodyIsStuck() {
        for (ProcessInstance request : running()) {
            boolean waits = nodes.get(0)
                                    .getTaskService()
                                    .createTaskQuery()
                                    .processInstanceId(request.getId())
                                    .count()
                            + management()
                                    .createJobQuery()
                                    .processInstanceId(request.getId())
                                    .count()
                    > 0;
            assertThat(waits)
                    .as("somebody or something goes on with %s", request.getId())
                    .isTrue();
        }
        assertThat(incidents()).isEmpty();
    }

    private void assertSound() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database)) {
            assertThat(io.github.accountlock.audit.LedgerCheck.verify(
                                    connection, Audited.KEYS, Optional.empty(), entries -> {})
                            .problems())
                    .isEmpty();
        }
    }

    /** Every unlock call of ours at whose moment a hold stood that it was not to end. */
    private static List<String> openedAgainstAHold(Map<String, List<Fact>> requests) {
        List<String> opened = new ArrayList<>();
        requests.forEach((id, facts) -> {
            RequestCase request = RequestCase.of(facts);
            for (Fact fact : facts) {
                boolean opens = fact instanceof CallIntended call && call.call() == Call.UNLOCK;
                if (opens && !removesAll(request)) {
                    requests.forEach((other, theirs) -> {
                        boolean named =
                                other.equals(id) || request.request().hold().equals(other);
                        if (!named && held(request, theirs, fact.at())) {
                            opened.add(id + " opened it at " + fact.at() + " while " + other + " held it");
                        }
                    });
                }
            }
        });
        return opened;
    }

    private static void assertNoClockHasOpenedWhatPeopleDecide(List<Fact> facts) {
        boolean review = RequestCase.of(facts).request().atEnd() == AtEnd.REVIEW;
        boolean expiry =
                facts.stream().anyMatch(fact -> fact instanceof UndoWanted undo && undo.cause() == Cause.EXPIRY);
        if (review && expiry) {
            assertThat(facts.stream()
                            .dropWhile(fact -> !(fact instanceof ReviewAsked))
                            .filter(fact -> fact instanceof Decided no && !no.approved()))
                    .as("rejected at its end: %s", facts)
                    .hasSize(1);
        }
    }

    private static boolean removesAll(RequestCase request) {
        return request.request().target() == LockState.UNLOCKED
                && request.request().hold().isEmpty();
    }

    private static boolean held(RequestCase by, List<Fact> facts, Instant at) {
        RequestCase then = RequestCase.of(
                facts.stream().takeWhile(fact -> fact.at().isBefore(at)).toList());
        return then.exists()
                && then.request().account().equals(by.request().account())
                && then.hold().filter(HoldState::stands).isPresent();
    }

    private void assertAsHeld(AccountRef account, Map<String, List<Fact>> requests) {
        List<RequestCase> holds = requests.values().stream()
                .map(RequestCase::of)
                .filter(request -> request.request().account().equals(account))
                .filter(request -> request.hold().equals(Optional.of(HoldState.HELD)))
                .toList();
        boolean touched =
                holds.stream().anyMatch(hold -> !proven(hold).isAfter(strangers.getOrDefault(account, Instant.MIN)));
        if (!holds.isEmpty() && !touched) {
            assertThat(clouds.state(account)).as("%s is held", account).isEqualTo("LOCKED");
        }
        boolean ours = requests.values().stream()
                .map(RequestCase::of)
                .anyMatch(request -> request.request().account().equals(account)
                        && request.hold().filter(HoldState::stands).isPresent());
        if (!ours && !strangers.containsKey(account)) {
            assertThat(clouds.state(account))
                    .as("%s is held by nobody", account)
                    .isEqualTo("UNLOCKED");
        }
    }

    private static Instant proven(RequestCase hold) {
        return hold.latestLook().map(Fact::at).orElse(Instant.MAX);
    }

    private Map<String, List<Fact>> requests() throws SQLException {
        Map<String, List<Fact>> all = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(database);
                java.sql.ResultSet row =
                        connection.createStatement().executeQuery("select request_id from account_lock_request")) {
            while (row.next()) {
                all.put(
                        row.getString(1),
                        services().ledger().trail(row.getString(1)).facts().stream()
                                .map(Facts.Told::fact)
                                .toList());
            }
        }
        assertThat(all).hasSizeGreaterThan(20);
        return all;
    }

    private List<ProcessInstance> running() {
        return nodes.get(0).getRuntimeService().createProcessInstanceQuery().list();
    }

    private List<String> incidents() {
        return nodes.get(0).getRuntimeService().createIncidentQuery().list().stream()
                .map(incident -> incident.getProcessInstanceId() + " at " + incident.getActivityId() + ": "
                        + incident.getIncidentMessage())
                .toList();
    }

    private ManagementService management() {
        return nodes.get(0).getManagementService();
    }

    private AccountLockServices services() {
        return AccountLockServices.of(nodes.get(0)).orElseThrow();
    }

    private static <T> Optional<T> any(Random random, List<T> some) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }
}
