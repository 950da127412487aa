package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Person;
import io.github.accountlock.fixture.Audited;
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
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

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
        ProcessInstance list = AUDITED.flow()
                .as(
                        "requester",
                        () -> AUDITED.engine()
                                .getRuntimeService()
                                .startProcessInstanceByKey(
                                        "account-lock-bulk",
                                        Map.of("accounts", tencent(account).path(), "reason", "sold")));
        AUDITED.flow().runJobs(list);
        for (String approver : new String[] {"manager", "manager2"}) {
            AUDITED.flow().decide(list, approver, Map.of("decision", "approve"));
        }
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
}
