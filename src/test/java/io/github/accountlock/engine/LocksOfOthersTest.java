package io.github.accountlock.engine;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.hold.ForeignLock;
import io.github.accountlock.hold.ForeignLocks;
import io.github.accountlock.process.ProcessTester;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Locks that no request of ours holds, on the database of production and on that of the demo. */
@ExtendWith(OutputCaptureExtension.class)
class LocksOfOthersTest {

    private static final Duration EVERY = Duration.ofHours(6);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final AccountRef OURS = account("our_user");
    private static final AccountRef THEIRS = account("their_user");
    private static final AccountRef FREE = account("free_user");

    private enum On {
        POSTGRESQL(Audited.onPostgres("others")),
        H2(Audited.onH2("others"));

        private final Audited audited;

        On(Audited audited) {
            this.audited = audited;
        }

        LocksOfOthers node() {
            return new LocksOfOthers(AccountLockServices.of(audited.engine()).orElseThrow(), EVERY, 2, () -> true);
        }

        /** Everything is due again, and listed until it is told. */
        void nextLists() {
            audited.flow().passTime(EVERY.plusMinutes(1));
            node().run();
            audited.flow().passTime(SETTLED);
            node().run();
        }

        List<String> told() {
            return locks().stream().map(ForeignLock::accountPath).toList();
        }

        List<ForeignLock> locks() {
            return new ForeignLocks(audited.access().connections()).told(0, 1000);
        }
    }

    /** An instance of its own, whose list is one page. */
    private static AccountRef account(String name) {
        return new AccountRef(tencent("any").provider(), "ap-guangzhou", "postgres-others", name);
    }

    @BeforeEach
    void oneIsHeldAndOneIsLockedByOthers() {
        for (On on : On.values()) {
            on.audited.clouds().heal();
            for (AccountRef each : List.of(OURS, THEIRS, FREE)) {
                on.audited.clouds().put(each, "{\"state\":\"UNLOCKED\"}");
            }
            on.audited.sql("delete from account_lock_foreign");
            on.audited.sql("delete from account_lock_instance");
            on.audited.flow().nobodyHolds();
            on.audited.locked(OURS);
            on.audited.clouds().set(THEIRS, "LOCKED");
            on.audited.clouds().forget();
            on.node().run();
            assertThat(on.audited.clouds().calls())
                    .as("not sooner than after six hours")
                    .isEmpty();
        }
        On.H2.audited.flow().passTime(EVERY.plusMinutes(1)); // of both
    }

    @AfterAll
    static void close() {
        for (On on : On.values()) {
            on.audited.close();
        }
        ClockUtil.reset();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void lockThatNoRequestHoldsIsToldOnceTwoListsAgree(On on, CapturedOutput log) {
        Instant before = on.audited.flow().now();
        on.node().run();
        Instant after = on.audited.flow().now();
        assertThat(on.told()).as("one answer may have gone astray").isEmpty();
        on.node().run();
        assertThat(on.audited.clouds().calls())
                .as("one list, and not again at once")
                .hasSize(1);

        on.audited.flow().passTime(SETTLED);
        on.node().run();

        assertThat(on.told()).containsExactly(THEIRS.path());
        Instant first = on.locks().get(0).first();
        assertThat(first).isBetween(before, after);
        assertThat(log).contains("LOCK-077 " + THEIRS.instance() + ": locked there by somebody else: their_user");
        assertThat(on.audited.clouds().calls()).containsOnly("DescribeAccounts").hasSize(2);

        on.nextLists();
        assertThat(on.locks().get(0).count()).isEqualTo(3);
        assertThat(on.locks().get(0).first()).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void lockThatIsGoneLeavesTheListOnceTwoListsAgree(On on, CapturedOutput log) {
        on.nextLists();
        Instant first = on.locks().get(0).first();

        on.audited.clouds().set(THEIRS, "UNLOCKED");
        on.audited.flow().passTime(EVERY);
        on.node().run();
        assertThat(on.told()).as("one answer gone astray").containsExactly(THEIRS.path());
        on.audited.clouds().set(THEIRS, "LOCKED");
        on.audited.flow().passTime(SETTLED);
        on.node().run();
        assertThat(on.locks()).singleElement().satisfies(lock -> {
            assertThat(lock.first()).isEqualTo(first);
            assertThat(lock.gone()).isEmpty();
        });

        on.audited.clouds().set(THEIRS, "UNLOCKED");
        on.nextLists();

        assertThat(on.told()).isEmpty();
        assertThat(log)
                .contains("LOCK-078 " + THEIRS.instance() + ": not locked by somebody else any more: their_user");
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void whatIsNeitherLockedNorUnlockedChangesNothing(On on) {
        on.nextLists();
        on.audited.clouds().fail("{\"fault\":\"unknown-status\",\"times\":0}");
        on.nextLists();
        on.nextLists();

        assertThat(on.told()).containsExactly(THEIRS.path());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void lockThatARequestTakesOverIsTheirsNoMoreAndOneThatItLetsGoIs(On on) {
        on.nextLists();
        on.audited.clouds().set(THEIRS, "UNLOCKED");
        on.audited.locked(THEIRS);
        on.nextLists();
        assertThat(on.told()).isEmpty();

        on.audited.flow().nobodyHolds();
        on.nextLists();

        assertThat(on.told()).contains(THEIRS.path());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void requestThatWaitsForItsTimeHidesNoLockUntilItIsWorkedOn(On on) {
        ProcessTester flow = on.audited.flow();
        Duration wait = Duration.ofDays(9);
        ProcessInstance later =
                flow.requested(FREE, "lockFrom", flow.now().plus(wait).toString());
        flow.approve(later);
        on.audited.clouds().set(FREE, "LOCKED");
        on.nextLists();
        assertThat(on.told()).containsExactlyInAnyOrder(FREE.path(), THEIRS.path());

        on.audited.clouds().set(FREE, "UNLOCKED");
        on.nextLists();
        on.audited.clouds().fail("{\"fault\":\"answer-lost\",\"action\":\"LockAccount\"}");
        flow.passTime(wait);
        flow.runOneJob(later);
        flow.runOneJob(later);
        assertThat(on.audited.clouds().state(FREE)).isEqualTo("LOCKED");
        assertThat(flow.hold(later)).isEqualTo("WAITING");
        on.nextLists();
        assertThat(on.told()).containsExactly(THEIRS.path());
        on.audited.engine().getRuntimeService().deleteProcessInstance(later.getId(), "end of test");
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void onlyInstancesWithHoldsAreListedAndACloudThatIsAwayIsAskedAgain(On on, CapturedOutput log) {
        on.audited.clouds().set(polardb("user_063"), "LOCKED");
        on.audited.clouds().fail("{\"fault\":\"html-502\",\"times\":1}");
        on.node().run();
        assertThat(log).contains("LOCK-079 " + THEIRS.instance() + ": its accounts are not listed");
        assertThat(on.audited.clouds().calls()).hasSize(1);

        on.audited.flow().passTime(Duration.ofMinutes(11));
        on.node().run();
        on.audited.flow().passTime(SETTLED);
        on.node().run();

        assertThat(on.told()).containsExactly(THEIRS.path());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void twoNodesListAnInstanceOnce(On on) throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        Callable<Void> node = () -> {
            on.node().run();
            return null;
        };
        for (Future<Void> done : nodes.invokeAll(List.of(node, node))) {
            done.get();
        }
        nodes.shutdown();

        assertThat(on.audited.clouds().calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void comparingRunsBoth(On on) {
        new Assurance(AccountLockServices.of(on.audited.engine()).orElseThrow(), EVERY, 2, () -> true).run();

        assertThat(on.audited.clouds().calls()).as("the hold, and the instance").hasSize(2);
    }
}
