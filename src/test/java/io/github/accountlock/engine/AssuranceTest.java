package io.github.accountlock.engine;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Verdict;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.hold.Readings;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Answer;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.Compared;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What we hold against what the clouds say, on the database of production. */
@ExtendWith(OutputCaptureExtension.class)
class AssuranceTest {

    private static final Duration EVERY = Duration.ofHours(6);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final String READ = "DescribeAccounts";
    private static final Audited AUDITED = Audited.onPostgres("assurance");

    private final ProcessTester flow = AUDITED.flow();

    @BeforeEach
    void nothingIsHeld() {
        AUDITED.clouds().heal();
        flow.nobodyHolds();
        AUDITED.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> flow.as("operator", () -> {
                    AUDITED.engine().getRuntimeService().deleteProcessInstance(left.getId(), "end of test");
                    return null;
                }));
        flow.nobodyHolds();
        AUDITED.clouds().forget();
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @Test
    void whatIsAsItIsHeldIsReadAndNothingIsTold() {
        String lasting = locked(tencent("user_030"));
        String temporary = locked(
                polardb("user_030"),
                "lockUntil",
                flow.now().plus(Duration.ofDays(9)).toString());
        AUDITED.clouds().forget();

        run();
        assertThat(AUDITED.clouds().calls())
                .as("not sooner than after six hours")
                .isEmpty();
        nextReadings();
        nextReadings();

        assertThat(AUDITED.clouds().calls()).containsOnly(READ).hasSize(4);
        assertThat(told(lasting)).isEmpty();
        assertThat(told(temporary)).isEmpty();
        assertThat(differing()).isEmpty();
    }

    @Test
    void eachDifferenceIsToldOnceTwoReadingsAgree(CapturedOutput log) {
        String opened = locked(tencent("user_031"));
        String gone = locked(tencent("user_032"));
        String madeAgain = locked(tencent("user_033"));
        String orphaned = orphaned(tencent("user_034"));
        String openedEarly = locked(
                polardb("user_031"),
                "lockUntil",
                flow.now().plus(Duration.ofDays(9)).toString());
        String fine = locked(tencent("user_035"));
        AUDITED.clouds().set(tencent("user_031"), "UNLOCKED");
        AUDITED.clouds().remove(tencent("user_032"));
        AUDITED.clouds().put(tencent("user_033"), "{\"state\":\"LOCKED\",\"createdAt\":\"2026-11-01 00:00:00\"}");
        AUDITED.clouds().set(polardb("user_031"), "UNLOCKED");
        AUDITED.clouds().forget();

        flow.passTime(EVERY);
        run();
        assertThat(differing()).isEmpty();
        flow.passTime(SETTLED);
        run();

        assertThat(told(opened)).containsExactly(Difference.OPENED);
        assertThat(told(gone)).containsExactly(Difference.GONE);
        assertThat(told(madeAgain)).containsExactly(Difference.MADE_AGAIN);
        assertThat(told(orphaned)).containsExactly(Difference.ORPHANED);
        assertThat(told(openedEarly)).containsExactly(Difference.OPENED);
        assertThat(told(fine)).isEmpty();
        assertThat(differing()).containsExactlyInAnyOrder(opened, gone, madeAgain, orphaned, openedEarly);
        assertThat(AUDITED.clouds().calls()).as("nothing is changed").allMatch(call -> call.startsWith("Describe"));
        assertThat(log)
                .contains("LOCK-071 " + tencent("user_031").path() + ": is unlocked, although we hold it locked");
        assertThat(Verdict.text(AUDITED.access().ledger().trail(opened)))
                .contains("Differs from its cloud: the account is unlocked, although we hold it locked, as 2 readings");
        assertThat(AUDITED.check().problems()).isEmpty();

        nextReadings();
        assertThat(told(opened)).as("not told again").hasSize(1);
    }

    @Test
    void oneAnswerGoneAstrayIsNotCriedAbout() {
        AccountRef account = tencent("user_036");
        String request = locked(account);
        for (int i = 0; i < 3; i++) {
            AUDITED.clouds().set(account, "UNLOCKED");
            flow.passTime(EVERY);
            run();
            AUDITED.clouds().set(account, "LOCKED");
            flow.passTime(SETTLED);
            run();
        }

        assertThat(told(request)).isEmpty();
        assertThat(differing()).isEmpty();
    }

    @Test
    void asManyReadingsHaveToAgreeAsTheSettingSays() {
        String request = locked(tencent("user_037"));
        AUDITED.clouds().set(tencent("user_037"), "UNLOCKED");
        Assurance patient = node(3, () -> true);
        flow.passTime(EVERY);

        for (int i = 0; i < 2; i++) {
            patient.compareHolds();
            flow.passTime(SETTLED);
        }
        assertThat(told(request)).isEmpty();
        patient.compareHolds();

        assertThat(told(request)).containsExactly(Difference.OPENED);
    }

    @Test
    void cloudThatIsAwayIsNoDifferenceAndIsAskedOnce(CapturedOutput log) {
        String one = locked(tencent("user_038"));
        String two = locked(tencent("user_039"));
        String elsewhere = locked(polardb("user_038"));
        AUDITED.clouds().set(tencent("user_038"), "UNLOCKED");
        AUDITED.clouds().set(polardb("user_038"), "UNLOCKED");
        AUDITED.clouds().forget();
        AUDITED.clouds().fail("{\"provider\":\"tencent-postgres\",\"fault\":\"html-502\",\"times\":0}");

        flow.passTime(EVERY);
        run();
        flow.passTime(SETTLED);
        run();

        assertThat(AUDITED.clouds().calls())
                .as("two of PolarDB's and one of the cloud that is away")
                .containsExactly(READ, READ, READ);
        assertThat(log).contains("LOCK-073 tencent-postgres/ap-guangzhou/postgres-demo01: not compared with its cloud");
        assertThat(told(elsewhere)).containsExactly(Difference.OPENED);
        assertThat(told(one)).isEmpty();

        AUDITED.clouds().heal();
        flow.passTime(Duration.ofMinutes(11));
        run();
        flow.passTime(SETTLED);
        run();
        assertThat(told(one)).containsExactly(Difference.OPENED);
        assertThat(told(two)).isEmpty();
    }

    @Test
    void lockThatSomebodyElseMakesWhereOursWasOpenedIsToldAsHis() {
        AccountRef account = tencent("user_040");
        String request = locked(account);
        AUDITED.clouds().set(account, "UNLOCKED");
        nextReadings();
        assertThat(differing()).containsExactly(request);

        AUDITED.clouds().set(account, "LOCKED");
        nextReadings();

        assertThat(told(request)).containsExactly(Difference.OPENED, Difference.LOCKED_AGAIN);
        assertThat(differing()).containsExactly(request);
        ProcessInstance unlock = AUDITED.unlockAsked(account, "requester");
        AUDITED.flow().letTimePass(unlock);
        assertThat(AUDITED.flow().variable(unlock, "outcome"))
                .as("it is not said that a foreign lock is removed")
                .isEqualTo("DENIED");
        assertThat(AUDITED.check().problems()).isEmpty();
    }

    @Test
    void accountThatIsLockedAgainByANewRequestLeavesTheQueueWithTheOldHold() {
        AccountRef account = tencent("user_041");
        String old = locked(account);
        AUDITED.clouds().set(account, "UNLOCKED");
        nextReadings();

        String next = locked(account);

        assertThat(AUDITED.clouds().state(account)).isEqualTo("LOCKED");
        assertThat(AUDITED.access().ledger().of(old).hold()).hasToString("Optional[BROKEN]");
        assertThat(differing()).isEmpty();
        nextReadings();
        assertThat(told(next)).isEmpty();
        assertThat(told(old)).hasSize(1);
        assertThat(AUDITED.check().problems()).isEmpty();
    }

    @Test
    void accountThatMayStayOpenIsUnlockedWithoutACallAndLeavesTheQueue() {
        AccountRef account = tencent("user_047");
        String request = locked(account);
        AUDITED.clouds().set(account, "UNLOCKED");
        nextReadings();

        ProcessInstance unlock = AUDITED.unlockAsked(account, "operator");

        assertThat(flow.variable(unlock, "outcome")).isEqualTo("ALREADY_UNLOCKED");
        assertThat(AUDITED.access().ledger().of(request).hold()).hasToString("Optional[BROKEN]");
        assertThat(differing()).isEmpty();
    }

    @Test
    void accountThatWasMadeAgainIsLockedByANewRequestAndTheOldHoldEnds() {
        AccountRef account = tencent("user_048");
        String old = locked(account);
        AUDITED.clouds().put(account, "{\"state\":\"UNLOCKED\",\"createdAt\":\"2026-11-01 00:00:00\"}");
        nextReadings();
        assertThat(told(old)).containsExactly(Difference.MADE_AGAIN);

        String next = locked(account);

        assertThat(AUDITED.clouds().state(account)).isEqualTo("LOCKED");
        assertThat(AUDITED.access().ledger().of(next).hold()).hasToString("Optional[HELD]");
        assertThat(AUDITED.access().ledger().of(old).hold()).hasToString("Optional[BROKEN]");
        assertThat(differing()).isEmpty();
    }

    @Test
    void accountThatARequestIsAtWorkOnIsNotCompared() {
        AccountRef account = tencent("user_042");
        String request = locked(account);
        String other = locked(tencent("user_049")); // so that both are read in one list, each time
        AUDITED.clouds().set(tencent("user_049"), "UNLOCKED");
        ProcessInstance unlock = AUDITED.unlockAsked(account, "operator");
        AUDITED.clouds().fail("{\"fault\":\"unknown-status\",\"times\":0,\"skip\":1}");
        AUDITED.approveUnlock(unlock, "manager", "manager2");
        AUDITED.clouds().heal();
        assertThat(AUDITED.clouds().state(account)).as("called and not proven").isEqualTo("UNLOCKED");

        nextReadings();

        assertThat(told(request)).isEmpty();
        assertThat(differing()).containsExactly(other);
    }

    @Test
    void lockWhoseTimeIsOverIsRemovedWithoutACry() {
        AccountRef account = tencent("user_043");
        String request = locked(
                account, "lockUntil", flow.now().plus(Duration.ofHours(1)).toString());
        nextReadings();
        flow.runJobs(AUDITED.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(request)
                .singleResult());
        assertThat(AUDITED.clouds().state(account)).isEqualTo("UNLOCKED");
        nextReadings();

        assertThat(told(request)).isEmpty();
    }

    @Test
    void claimOfANodeThatDiedEndsByItself() {
        String request = locked(tencent("user_044"));
        AUDITED.clouds().set(tencent("user_044"), "UNLOCKED");
        flow.passTime(EVERY);
        Readings dead = new Readings(AUDITED.access().connections());
        Readings.Due due = dead.due(flow.now(), EVERY, 1).get(0);
        assertThat(dead.claim(due, flow.now().plus(Duration.ofMinutes(2)))).isTrue();
        assertThat(dead.claim(due, flow.now().plus(Duration.ofMinutes(2))))
                .as("twice")
                .isFalse();
        AUDITED.clouds().forget();

        run();
        assertThat(AUDITED.clouds().calls()).isEmpty();
        flow.passTime(Duration.ofMinutes(3));
        run();
        flow.passTime(SETTLED);
        run();

        assertThat(told(request)).containsExactly(Difference.OPENED);
    }

    @Test
    void nodeThatRunsNoJobsReadsNothing() {
        locked(tencent("user_045"));
        flow.passTime(EVERY);
        AUDITED.clouds().forget();

        node(2, () -> false).run();

        assertThat(AUDITED.clouds().calls()).isEmpty();
    }

    @Test
    void oneListComparesAllThatWeHoldOnAnInstance() {
        for (int i = 300; i < 310; i++) {
            held(i);
        }
        AUDITED.clouds().set(account(303), "UNLOCKED");
        AUDITED.clouds().remove(account(304));
        flow.passTime(EVERY);
        AUDITED.clouds().forget();

        run();
        assertThat(AUDITED.clouds().calls())
                .as("one list, and a read of the account that it lacks")
                .containsExactly(READ, READ);
        flow.passTime(SETTLED);
        run();

        assertThat(told(id(303))).containsExactly(Difference.OPENED);
        assertThat(told(id(304))).containsExactly(Difference.GONE);
        assertThat(differing()).containsExactlyInAnyOrder(id(303), id(304));
        assertThat(AUDITED.check().problems()).isEmpty();
    }

    @Test
    void threeHundredHoldsAreReadOnceByTwoNodesTogether() throws Exception {
        int many = 300;
        for (int i = 0; i < many; i++) {
            held(i);
        }
        AUDITED.clouds().set(account(7), "UNLOCKED");
        AUDITED.clouds().set(account(299), "UNLOCKED");
        flow.passTime(EVERY);
        AUDITED.clouds().forget();

        together();
        assertThat(AUDITED.clouds().calls()).containsOnly(READ).hasSizeLessThan(many / 2);
        flow.passTime(SETTLED);
        together();

        assertThat(differing()).containsExactlyInAnyOrder(id(7), id(299));
        assertThat(AUDITED.check().problems()).isEmpty();
    }

    @Test
    void forgedRowOfWhatDiffersIsFound() {
        AccountRef account = tencent("user_046");
        String request = locked(account);
        AUDITED.clouds().set(account, "UNLOCKED");
        nextReadings();

        AUDITED.sql("update account_lock_hold set differs = '' where request_id = '" + request + "'");
        assertThat(AUDITED.check().problems())
                .singleElement()
                .asString()
                .contains(request, "its hold row differs from its entries");
        AUDITED.sql("update account_lock_hold set differs = 'OPENED' where request_id = '" + request + "'");
        assertThat(AUDITED.check().problems()).isEmpty();
    }

    // ---------------------------------------------------------------- what happens

    private static String locked(AccountRef account, String... namesAndValues) {
        AUDITED.clouds().put(account, "{\"state\":\"UNLOCKED\"}");
        return AUDITED.locked(account, namesAndValues);
    }

    private String orphaned(AccountRef account) {
        String request =
                locked(account, "lockUntil", flow.now().plus(Duration.ofDays(9)).toString());
        return flow.as("operator", () -> {
            AUDITED.engine().getRuntimeService().deleteProcessInstance(request, "in the way");
            return request;
        });
    }

    private static String id(int number) {
        return "hold-%03d".formatted(number);
    }

    /** Ten on each instance, so that one call shows them all. */
    private static AccountRef account(int number) {
        return new AccountRef(
                tencent("any").provider(),
                "ap-guangzhou",
                "postgres-many%02d".formatted(number / 10),
                "user_" + number);
    }

    /** A lock that was proven, as facts, without a process. */
    private void held(int number) {
        AccountRef account = account(number);
        AUDITED.clouds().put(account, "{\"state\":\"LOCKED\",\"createdAt\":\"0000-00-00 00:00:00\"}");
        Map<String, String> values = new HashMap<>();
        ProcessTester.values(account).forEach((name, value) -> values.put(name, value.toString()));
        LockRequest request = LockRequest.from(LockState.LOCKED, values, "requester");
        FrozenRequest frozen =
                Ledger.freeze(request, id(number), "account-lock", "model", "policy", Duration.ofSeconds(2));
        Instant at = flow.now();
        List<Fact> facts = List.of(
                new Fact.Requested(at, new Person("requester", ""), frozen),
                looked(at, Purpose.APPROVAL, Sight.UNLOCKED),
                new Fact.PolicyDecided(at, "policy", 1, 1, 1, "managers", at.plus(EVERY), ""),
                new Fact.Decided(
                        at, new Person("manager", ""), true, "managers", frozen.digest(), at.plus(EVERY), "", "task"),
                looked(at, Purpose.BEFORE, Sight.UNLOCKED),
                new Fact.CallIntended(at, Call.LOCK, at.plusSeconds(30), List.of("manager")),
                new Fact.CallAnswered(at, Call.LOCK, Answer.ACCEPTED, "receipt", ""),
                looked(at, Purpose.AFTER, Sight.LOCKED),
                new Fact.Ended(at, Outcome.LOCKED, "proven"));
        facts.forEach(fact -> AUDITED.access().ledger().commit(id(number), fact));
    }

    private static Looked looked(Instant at, Purpose why, Sight saw) {
        return new Looked(at, Person.SYSTEM, why, saw, at, "normal", "", "", "", List.of(), List.of(), false, "");
    }

    private static Assurance node(int wanted, BooleanSupplier jobsRun) {
        return new Assurance(AccountLockServices.of(AUDITED.engine()).orElseThrow(), EVERY, wanted, jobsRun);
    }

    private static void run() {
        node(2, () -> true).compareHolds();
    }

    /** Everything is due again, and read until it is told. */
    private void nextReadings() {
        flow.passTime(EVERY.plusMinutes(1));
        run();
        flow.passTime(SETTLED);
        run();
    }

    private static void together() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        Callable<Void> node = () -> {
            run();
            return null;
        };
        for (Future<Void> done : nodes.invokeAll(List.of(node, node))) {
            done.get();
        }
        nodes.shutdown();
    }

    private static List<Difference> told(String request) {
        return AUDITED.access().ledger().trail(request).facts().stream()
                .filter(told -> told.fact() instanceof Compared)
                .map(told -> ((Compared) told.fact()).found())
                .toList();
    }

    private static List<String> differing() {
        return AUDITED.access().requests().ids(Search.by(Search.QUEUE, "differs"), 0, 1000);
    }
}
