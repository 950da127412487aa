package io.github.accountlock.attack;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.process.ProcessTester;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has the database's password, but no evidence key: what is put in by SQL decides and runs nothing. */
class SqlAttacksTest {

    private static final Attacked APPLICATION = new Attacked();
    private static final String PROBE = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
            + " xmlns:camunda='http://camunda.org/schema/1.0/bpmn' targetNamespace='x'>"
            + "<process id='timed' isExecutable='true' camunda:historyTimeToLive='1'><startEvent id='s'>"
            + "<timerEventDefinition><timeDuration>PT300H</timeDuration></timerEventDefinition></startEvent>"
            + "<sequenceFlow id='f' sourceRef='s' targetRef='t'/><serviceTask id='t' camunda:expression=\""
            + "${execution.processInstanceId}\" camunda:resultVariable='got'/></process></definitions>";

    @AfterEach
    void nothingWasCalled() {
        APPLICATION.deleteRequests();
        assertThat(APPLICATION.clouds.calls()).doesNotContain("LockAccount", "UnlockAccount");
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @Test
    void policyThatWasInsertedDecidesNothing() {
        insertedAs("act_re_deployment", "name_ is not null", "id_ = 'inserted'");
        insertedAs(
                "act_ge_bytearray",
                "name_ = 'approval-policy.dmn'",
                "id_ = 'inserted-bytes', deployment_id_ = 'inserted', bytes_ = convert_to(replace(convert_from(bytes_,"
                        + " 'UTF8'), '\"managers\"', '\"requesters\"'), 'UTF8')");
        insertedAs(
                "act_re_decision_def",
                "key_ = 'approval-policy'",
                "id_ = 'inserted', version_ = 99, deployment_id_ = 'inserted', dec_req_id_ = null");

        HttpResponse<String> started = APPLICATION
                .as("requester")
                .engine(
                        "POST",
                        "process-definition/key/account-lock/start",
                        "{\"variables\":" + json(ProcessTester.values(tencent("app_user"))) + "}");

        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        await().until(() -> !said("outcome").isEmpty());
        assertThat(said("outcome")).isEqualTo("DENIED");
        assertThat(APPLICATION.text("select max(facts) from account_lock_ledger where kind = 'ENDED'"))
                .contains("account-lock.trusted-policies has to name it. Nothing was called.");
        APPLICATION.sql("delete from act_re_decision_def where id_ = 'inserted'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${''.getClass().forName('java.lang.System')}", "${execution['cl'.concat('ass')]}"})
    void expressionThatWasPutIntoAModelIsNotRunByItsTimer(String expression) {
        String deployment = APPLICATION
                .engine()
                .getRepositoryService()
                .createDeployment()
                .addString("timed.bpmn", PROBE)
                .deploy()
                .getId();
        APPLICATION.sql("update act_ge_bytearray set bytes_ = convert_to(replace(convert_from(bytes_, 'UTF8'),"
                + " '${execution.processInstanceId}', '" + expression.replace("'", "''")
                + "'), 'UTF8') where name_ = 'timed.bpmn'");
        String job = APPLICATION.text("select id_ from act_ru_job where handler_type_ = 'timer-start-event'");

        HttpResponse<String> refused = APPLICATION.as("admin").engine("POST", "job/" + job + "/execute", "{}");

        assertThat(refused.statusCode()).as(refused.body()).isGreaterThanOrEqualTo(400);
        assertThat(refused.body()).contains("is refused, because").contains("reaches");
        assertThat(APPLICATION.text("select count(*) from act_hi_procinst where proc_def_key_ = 'timed'"))
                .isEqualTo("0");
        APPLICATION.sql("update act_ge_bytearray set bytes_ = convert_to(replace(convert_from(bytes_, 'UTF8'), '"
                + expression.replace("'", "''") + "', '${1}'), 'UTF8') where name_ = 'timed.bpmn'");
        APPLICATION.engine().getRepositoryService().deleteDeployment(deployment, true);
    }

    private static String said(String variable) {
        return APPLICATION.text("select coalesce(max(text_), '') from act_hi_varinst where name_ = '" + variable + "'");
    }

    /** A copy of the latest row, with other values. */
    private static void insertedAs(String table, String like, String values) {
        APPLICATION.sql("create table copy as select * from " + table + " where " + like + " limit 1");
        APPLICATION.sql("update copy set " + values);
        APPLICATION.sql("insert into " + table + " select * from copy");
        APPLICATION.sql("drop table copy");
    }

    private static String json(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(value -> "\"" + value.getKey() + "\":{\"value\":\"" + value.getValue() + "\"}")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
