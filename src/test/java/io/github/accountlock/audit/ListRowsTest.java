package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Requested;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.RequestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request of a list, and the list: two chains that have to say the same. */
class ListRowsTest {

    private static final Audited AUDITED = Audited.onPostgres("list-rows");

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @Test
    void listAndItsRequestsAreSoundUntilSomebodyChangesTheList() {
        String one = carriedOut("user_001");
        assertThat(AUDITED.check().problems()).isEmpty();
        String list = ledger().of(one).list().orElseThrow();

        AUDITED.sql("update account_lock_list set account_name = 'user_002' where list_id = '" + list + "'");

        assertThat(AUDITED.check().problems())
                .contains("request " + list + ": the accounts of its list are not those that were asked for")
                .contains("request " + one + ": the list " + list + " has no such account");
        AUDITED.sql("update account_lock_list set account_name = 'user_001' where list_id = '" + list + "'");
    }

    @Test
    void approvalThatTheListDoesNotHaveIsFound() {
        String honest = carriedOut("user_003");
        RequestCase now = ledger().of(honest);
        forged("forged", now, new Person("manager", ""));

        assertThat(AUDITED.check().problems())
                .contains("request forged: its list " + now.list().orElseThrow() + " was not approved by whom it says");
    }

    @Test
    void lockAtAnotherTimeThanThatOfItsListIsFound() {
        String honest = carriedOut("user_009");
        RequestCase now = ledger().of(honest);
        Map<String, String> values = new TreeMap<>(now.request().values());
        values.put("lockFrom", now.requestedAt().plus(Duration.ofDays(1)).toString());
        LockRequest later =
                LockRequest.from(LockState.LOCKED, values, now.requester().id());
        Instant at = now.requestedAt();
        FrozenRequest frozen = Ledger.freeze(
                later,
                "later",
                now.frozen().process(),
                now.frozen().model(),
                now.frozen().policy(),
                now.frozen().settle());

        ledger().commit(
                        "later",
                        new Requested(at, now.requester(), frozen, now.list().orElseThrow()));

        assertThat(AUDITED.check().problems())
                .contains("request later: is not of a time at which its list "
                        + now.list().orElseThrow() + " was to be locked");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_021 | request_id = null | does not lead to its last request",
                "user_025 | refused = 'The cloud refused it.' | leads to a request, and says why there is none",
                "user_022 | request_id = 'another' | leads to a request that is not its own",
                "user_023 | undo_id = 'another' | leads to an unlock that is not its own",
                "user_024 | request_id = null, refused = 'The requester took back the rest of the list before its turn.'"
                        + " | says that it was taken back, and nobody did that",
            })
    void rowThatMisleadsIsFound(String account, String change, String what) {
        String list = ledger().of(carriedOut(account)).list().orElseThrow();
        assertThat(AUDITED.check().problems()).noneMatch(problem -> problem.contains(list));

        AUDITED.sql("update account_lock_list set " + change + " where list_id = '" + list + "'");

        assertThat(AUDITED.check().problems()).contains("request " + list + ": row 1 of its list " + what);
    }

    @Test
    void unlockForAListThatWantsNoneIsFound() {
        String honest = carriedOut("user_004");
        RequestCase now = ledger().of(honest);
        FrozenRequest frozen = Ledger.freeze(
                now.request().undoing(now.request().account(), honest),
                "unlocking",
                "account-unlock",
                now.frozen().model(),
                now.frozen().policy(),
                now.frozen().settle());
        ledger().commit(
                        "unlocking",
                        new Requested(
                                AUDITED.flow().now(),
                                now.requester(),
                                frozen,
                                now.list().orElseThrow()));

        assertThat(AUDITED.check().problems())
                .contains("request unlocking: unlocks for its list "
                        + now.list().orElseThrow() + ", which has not asked for that");
    }

    @Test
    void listThatIsUndoneIsSound() {
        ProcessInstance list = approved("undo_all", tencent("user_005"), tencent("nobody_at_all"));
        carryOut(list);

        assertThat(AUDITED.flow().variable(list, "outcome")).isEqualTo("UNDONE");
        assertThat(AUDITED.check().problems()).noneMatch(problem -> problem.contains(list.getId()));
        assertThat(Verdict.text(ledger().trail(list.getId())))
                .startsWith("List undone; what it had locked is unlocked again.");
        assertThat(AUDITED.rows("select count(*) from account_lock_list where list_id = '" + list.getId()
                        + "' and undo_id is not null"))
                .containsExactly("1");

        AUDITED.sql(
                "update account_lock_list set undo_id = null where row_no = 1 and list_id = '" + list.getId() + "'");
        assertThat(AUDITED.check().problems())
                .contains("request " + list.getId() + ": row 1 of its list does not lead to its unlock");
    }

    @Test
    void rowThatLeadsToARequestFromBeforeTheRetryIsFound() {
        ProcessInstance list = approved("undo", tencent("nobody_at_all"));
        carryOut(list);
        String first = row(list);
        AUDITED.flow().complete(list, "Task_SettleList", "requester", Map.of("settlement", "retry"));
        carryOut(list);
        assertThat(row(list)).isNotEqualTo(first);
        assertThat(AUDITED.check().problems()).noneMatch(problem -> problem.contains(list.getId()));

        AUDITED.sql("update account_lock_list set request_id = '" + first + "' where list_id = '" + list.getId() + "'");

        assertThat(AUDITED.check().problems())
                .contains("request " + list.getId() + ": row 1 of its list does not lead to its last request");
    }

    private static String row(ProcessInstance list) {
        return AUDITED.rows("select request_id from account_lock_list where list_id = '" + list.getId() + "'")
                .get(0);
    }

    @Test
    void lockThatAListHoldsWhichSaysThatItIsUndoneIsFound() {
        ProcessInstance list = approved("undo_all", tencent("user_007"), tencent("nobody_at_all"));
        carryOut(list);
        copied(carriedOut("user_008"), "standing", list.getId());

        assertThat(AUDITED.check().problems())
                .contains("request standing: holds its account, and its list " + list.getId()
                        + " says that it is undone");
    }

    /** The same happenings in another request, of another list. */
    private static void copied(String like, String id, String list) {
        RequestCase now = ledger().of(like);
        FrozenRequest frozen = Ledger.freeze(
                now.request(),
                id,
                now.frozen().process(),
                now.frozen().model(),
                now.frozen().policy(),
                now.frozen().settle());
        ledger().trail(like).facts().stream().map(Facts.Told::fact).forEach(fact -> {
            if (fact instanceof Requested asked) {
                ledger().commit(id, new Requested(asked.at(), asked.by(), frozen, list));
            } else if (fact instanceof Decided given) {
                ledger().commit(id, given.givenTo(frozen.digest(), given.at()));
            } else {
                ledger().commit(id, fact);
            }
        });
    }

    @Test
    void listWhoseUndoIsAcceptedAsItIsIsSound() {
        ProcessInstance list = approved("undo_all", tencent("user_006"), tencent("nobody_at_all"));
        AUDITED.clouds()
                .fail("{\"fault\":\"error\",\"action\":\"UnlockAccount\",\"accountName\":\"user_006\","
                        + "\"times\":0,\"code\":\"AccountNotExist\"}");
        carryOut(list);
        AUDITED.clouds().heal();
        AUDITED.flow().complete(list, "Task_SettleList", "operator", Map.of("settlement", "accept"));

        assertThat(AUDITED.flow().variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        assertThat(AUDITED.check().problems()).noneMatch(problem -> problem.contains(list.getId()));
    }

    /** Until nothing moves any more. */
    private static void carryOut(ProcessInstance list) {
        for (int i = 0; i < 6; i++) {
            AUDITED.flow().runJobs(list);
            AUDITED.engine()
                    .getRuntimeService()
                    .createProcessInstanceQuery()
                    .processDefinitionKeyIn("account-lock", "account-unlock")
                    .list()
                    .forEach(AUDITED.flow()::runJobs);
            AUDITED.flow().passTime(Duration.ofMinutes(1));
        }
    }

    /** As if the program itself had made a mistake: nobody else has the evidence key. */
    private static void forged(String id, RequestCase like, Person approver) {
        Instant at = like.requestedAt();
        FrozenRequest frozen = Ledger.freeze(
                like.request(),
                id,
                like.frozen().process(),
                like.frozen().model(),
                like.frozen().policy(),
                like.frozen().settle());
        Looked look = like.shown().orElseThrow();
        PolicyDecided policy = like.policy().orElseThrow();
        ledger().commit(
                        id,
                        new Requested(at, like.requester(), frozen, like.list().orElseThrow()));
        ledger().commit(id, look);
        ledger().commit(id, policy);
        ledger().commit(
                        id,
                        new Decided(
                                policy.at(),
                                approver,
                                true,
                                policy.group(),
                                frozen.digest(),
                                policy.at().plus(Duration.ofHours(1)),
                                "",
                                "some other task"));
    }

    /** The id of the request for the one account of a list. */
    private static String carriedOut(String account) {
        ProcessInstance list = approved("undo", tencent(account));
        AUDITED.flow().runJobs(list);
        ProcessInstance one = AUDITED.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("account-lock")
                .singleResult();
        AUDITED.flow().runJobs(one);
        AUDITED.flow().passTime(Duration.ofSeconds(2));
        AUDITED.flow().runJobs(list);
        assertThat(AUDITED.flow().variable(list, "outcome")).isEqualTo("CARRIED_OUT");
        return one.getId();
    }

    private static Ledger ledger() {
        return AUDITED.access().ledger();
    }

    private static ProcessInstance approved(String onFailure, AccountRef... accounts) {
        String pasted = Stream.of(accounts).map(AccountRef::path).collect(Collectors.joining("\n"));
        ProcessInstance list = AUDITED.flow()
                .as(
                        "requester",
                        () -> AUDITED.engine()
                                .getRuntimeService()
                                .startProcessInstanceByKey(
                                        "account-lock-bulk",
                                        Map.of("accounts", pasted, "reason", "sold", "onFailure", onFailure)));
        AUDITED.flow().runJobs(list);
        for (String approver : new String[] {"manager", "manager2"}) {
            AUDITED.flow().decide(list, approver, Map.of("decision", "approve"));
        }
        return list;
    }
}
