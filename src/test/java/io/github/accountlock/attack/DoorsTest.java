package io.github.accountlock.attack;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.attack.Attacked.Request;
import io.github.accountlock.fixture.WebSession;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineServices;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * The engine's own ways to change a request, over the REST of the running application on PostgreSQL: each is refused with
 * a sentence, and nothing has changed.
 */
@ExtendWith(OutputCaptureExtension.class)
class DoorsTest {

    private static final Attacked APPLICATION = new Attacked();
    private static final String THIS_WAY = "cannot be changed this way";

    private Request request;
    private String before;

    @BeforeEach
    void requestThatWaitsForItsApproval() {
        request = APPLICATION.waitingRequest();
        before = APPLICATION.everything();
    }

    @AfterEach
    void nothingWasLocked() {
        APPLICATION.deleteRequests();
        assertThat(APPLICATION.clouds.calls()).doesNotContain("LockAccount", "UnlockAccount");
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    static Stream<String> endsOfLocks() {
        return APPLICATION.elements("account-lock", EndEvent.class);
    }

    static Stream<String> endsOfUnlocks() {
        return APPLICATION.elements("account-unlock", EndEvent.class);
    }

    @ParameterizedTest
    @MethodSource("endsOfLocks")
    @ValueSource(strings = {"Task_VerifyLock", "Task_LockAccount", "Task_SettleLock", "Task_VerifyUnlock"})
    void lockStartsAtItsBeginningOnly(String step) {
        for (String person : List.of("requester", "operator", "admin")) {
            refused(THIS_WAY, () -> start(person, "account-lock", "\"startInstructions\":[" + before(step) + "]"));
        }
    }

    @ParameterizedTest
    @MethodSource("endsOfUnlocks")
    @ValueSource(strings = {"Task_VerifyUnlock", "Task_UnlockAccount", "Task_SettleUnlock"})
    void unlockStartsAtItsBeginningOnly(String step) {
        refused(THIS_WAY, () -> start("requester", "account-unlock", "\"startInstructions\":[" + before(step) + "]"));
    }

    @Test
    void nobodyStartsWithTwoTokensNorWithoutListeners() {
        String two = "\"startInstructions\":[" + before("Task_ReadAccount") + "," + before("Task_SettleLock") + "]";

        refused(THIS_WAY, () -> start("requester", "account-lock", two));
        refused(THIS_WAY, () -> start("admin", "account-lock", two + ",\"skipCustomListeners\":true"));
        refused(THIS_WAY, () -> start("admin", "account-lock", two + ",\"skipIoMappings\":true"));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void tokensAreNotMoved(boolean skipListeners, boolean skipMappings) {
        String change = "{\"skipCustomListeners\":" + skipListeners + ",\"skipIoMappings\":" + skipMappings
                + ",\"instructions\":[" + before("Task_LockAccount")
                + ",{\"type\":\"cancel\",\"activityId\":\"Task_ApproveLock\"}]}";
        String definition = "\"processDefinitionId\":\"" + APPLICATION.definition() + "\",\"processInstanceIds\":[\""
                + request.id() + "\"],";

        refused(THIS_WAY, () -> post("admin", request.path() + "/modification", change));
        refused(THIS_WAY, () -> post("admin", request.path() + "/modification-async", change));
        for (String path : List.of("modification/execute", "modification/executeAsync")) {
            refused(THIS_WAY, () -> post("admin", path, "{" + definition + change.substring(1)));
        }
    }

    @Test
    void requestThatEndedIsNotStartedAgain() {
        String restart = "{\"processInstanceIds\":[\"" + request.id() + "\"],\"instructions\":["
                + before("Task_VerifyLock") + "]}";

        for (String path : List.of("/restart", "/restart-async")) {
            refused(THIS_WAY, () -> post("admin", "process-definition/" + APPLICATION.definition() + path, restart));
        }
    }

    @Test
    void requestsAreNotMigrated() {
        String plan = "\"sourceProcessDefinitionId\":\"" + APPLICATION.definition()
                + "\",\"targetProcessDefinitionId\":\"" + APPLICATION.definition() + "\",\"instructions\":[]";

        refused(
                THIS_WAY,
                () -> post("admin", "migration/generate", "{" + plan.replace(",\"instructions\":[]", "") + "}"));
        for (String path : List.of("migration/execute", "migration/executeAsync")) {
            refused(
                    THIS_WAY,
                    () -> post(
                            "admin",
                            path,
                            "{\"migrationPlan\":{" + plan + "},\"processInstanceIds\":[\"" + request.id() + "\"]}"));
        }
    }

    @Test
    void variablesAreNotSetFromOutside() {
        String value = "{\"value\":\"other_user\",\"type\":\"String\"}";
        String many = "{\"modifications\":{\"accountName\":" + value + "},\"deletions\":[\"reason\"]}";
        String task = "task/" + request.task();

        for (String path : List.of(
                request.path() + "/variables/accountName",
                "execution/" + request.id() + "/localVariables/accountName",
                task + "/variables/failureNotice",
                task + "/localVariables/sessionsNotice")) {
            refused(THIS_WAY, () -> APPLICATION.as("admin").engine("PUT", path, value));
            refused(THIS_WAY, () -> APPLICATION.as("admin").engine("DELETE", path, null));
        }
        for (String path : List.of(request.path() + "/variables", task + "/variables")) {
            refused(THIS_WAY, () -> post("admin", path, many));
        }
        String batch = "{\"variables\":{\"approval\":" + value + "},";
        refused(
                THIS_WAY,
                () -> post(
                        "admin",
                        "process-instance/variables-async",
                        batch + "\"processInstanceIds\":[\"" + request.id() + "\"]}"));
        refused(
                THIS_WAY,
                () -> post(
                        "admin",
                        "process-instance/variables-async",
                        batch + "\"processInstanceQuery\":{\"processDefinitionKey\":\"account-lock\"}}"));
    }

    @Test
    void nothingIsSignalled() {
        String execution = APPLICATION.executionOf(request);
        String variables = "\"variables\":{\"approval\":{\"value\":\"approved\"}}";

        refused(THIS_WAY, () -> post("admin", "execution/" + execution + "/signal", "{" + variables + "}"));
        refused(THIS_WAY, () -> post("admin", "execution/" + execution + "/messageSubscriptions/any/trigger", "{}"));
        refused(THIS_WAY, () -> post("admin", "signal", "{\"name\":\"any\",\"executionId\":\"" + execution + "\"}"));
        refused(
                THIS_WAY,
                () -> post(
                        "admin",
                        "message",
                        "{\"messageName\":\"any\",\"processInstanceId\":\"" + request.id()
                                + "\",\"processVariables\":{\"approval\":{\"value\":\"approved\"}}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"failureNotice", "sessionsNotice", "frozenDigest", "approvalsNeeded", "decision", "accountName"})
    void taskIsNotResolvedWithVariables(String name) {
        for (String person : List.of("requester", "manager", "operator", "admin")) {
            refused(
                    THIS_WAY,
                    () -> post(
                            person,
                            "task/" + request.task() + "/resolve",
                            "{\"variables\":{\"" + name + "\":{\"value\":\"other_user\"}}}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failureNotice", "sessionsNotice", "frozenDigest", "approvalsNeeded", "any"})
    void taskIsNotCompletedWithMoreThanItsForm(String name) {
        String variables =
                "{\"variables\":{\"decision\":{\"value\":\"reject\"},\"decisionReason\":{\"value\":\"no\"},\"" + name
                        + "\":{\"value\":\"other_user\"}}}";
        for (String way : List.of("/complete", "/submit-form")) {
            for (String person : List.of("manager", "admin")) {
                refused(
                        "variables: " + name + " cannot be set with this task; allowed are accountName",
                        () -> post(person, "task/" + request.task() + way, variables));
            }
            for (String person : List.of("requester", "operator")) {
                refused(
                        "does not have one of the following permissions",
                        () -> post(person, "task/" + request.task() + way, variables));
            }
        }
    }

    @Test
    void whatTheFormShowsIsNotChangedByCompletingIt() {
        refused(
                "variables: accountName cannot be set with this task, whose form only shows it",
                () -> post(
                        "manager",
                        "task/" + request.task() + "/complete",
                        "{\"variables\":{\"decision\":{\"value\":\"reject\"},\"decisionReason\":{\"value\":\"no\"},"
                                + "\"accountName\":{\"value\":\"other_user\"}}}"));
    }

    @Test
    void whoComesTooLateIsNoAlarmAndWhoGoesAroundIs(CapturedOutput log) {
        String decision = "{\"variables\":{\"decision\":{\"value\":\"approve\"}%s}}";
        String complete = "task/" + request.task() + "/submit-form";
        refused("cannot be set", () -> post("manager", complete, decision.formatted(",\"any\":{\"value\":\"1\"}")));
        assertThat(log).contains("WARN").contains("LOCK-035 SubmitTaskFormCmd by manager refused: variables: any");

        assertThat(suspended(true)).isEqualTo(204);
        HttpResponse<String> late = post("manager", complete, decision.formatted(""));
        assertThat(suspended(false)).isEqualTo(204);

        assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
        assertThat(log.getOut().lines())
                .filteredOn(line -> line.contains("This request is suspended"))
                .singleElement()
                .asString()
                .contains("INFO")
                .contains("LOCK-090 SubmitTaskFormCmd by manager refused: ");
    }

    private int suspended(boolean on) {
        return APPLICATION
                .as("admin")
                .engine("PUT", request.path() + "/suspended", "{\"suspended\":" + on + "}")
                .statusCode();
    }

    @Test
    void datesOfATaskMayBeSet() {
        WebSession admin = APPLICATION.as("admin");
        ObjectNode task = (ObjectNode) admin.json(admin.engine("GET", "task/" + request.task(), null));
        task.remove("camundaFormRef");
        task.put("followUp", "2030-01-01T00:00:00.000+0000");

        HttpResponse<String> saved = admin.engine("PUT", "task/" + request.task(), task.toString());

        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(204);
    }

    @Test
    void taskIsNotRenamedNorEndedByAnError() {
        String task = "task/" + request.task();

        refused(
                THIS_WAY,
                () -> APPLICATION.as("admin").engine("PUT", task, "{\"name\":\"Approve lunch\",\"priority\":50}"));
        refused(THIS_WAY, () -> post("admin", task + "/bpmnError", "{\"errorCode\":\"any\"}"));
        refused(THIS_WAY, () -> post("admin", task + "/bpmnEscalation", "{\"escalationCode\":\"any\"}"));
    }

    /** A process that an administrator deployed decides in a manager's name. */
    @Test
    void noProcessCompletesATask() {
        String forger = "<serviceTask id='t' camunda:class='" + Forger.class.getName() + "'/>";

        HttpResponse<String> refused = startForeign(forger, "\"task\":{\"value\":\"" + request.task() + "\"}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body())
                .contains("Completing a task from within a process")
                .contains(THIS_WAY);
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    /** Who completes the step before a call activity would be the requester without knowing it. */
    @ParameterizedTest
    @ValueSource(strings = {"account-lock", "account-unlock"})
    void noProcessMakesARequest(String ours) {
        String caller = "<callActivity id='t' calledElement='" + ours + "'><extensionElements>"
                + "<camunda:in variables='all'/></extensionElements></callActivity>";

        assertThat(startForeign(caller, asked()).body())
                .contains("A request cannot be made by another process or case");
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    private static HttpResponse<String> startForeign(String step, String variables) {
        String model = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
                + " xmlns:camunda='http://camunda.org/schema/1.0/bpmn' targetNamespace='x'>"
                + "<process id='foreign' isExecutable='true' camunda:historyTimeToLive='1'><startEvent id='s'/>"
                + "<sequenceFlow id='f' sourceRef='s' targetRef='t'/>" + step + "</process></definitions>";
        RepositoryService repository = APPLICATION.engine().getRepositoryService();
        String deployment = repository
                .createDeployment()
                .addString("foreign.bpmn", model)
                .deploy()
                .getId();
        try {
            return post("admin", "process-definition/key/foreign/start", "{\"variables\":{" + variables + "}}");
        } finally {
            repository.deleteDeployment(deployment, true);
        }
    }

    /** What an expression did through the engine's services, when it could still reach them. */
    public static final class Forger implements JavaDelegate {

        @Override
        public void execute(DelegateExecution execution) {
            ProcessEngineServices engine = execution.getProcessEngineServices();
            String task = (String) execution.getVariable("task");
            Object digest = engine.getFormService().getTaskFormVariables(task).get("frozenDigest");
            engine.getIdentityService().setAuthenticatedUserId("manager");
            engine.getTaskService().complete(task, Map.of("decision", "approve", "requestDigest", digest));
        }
    }

    @Test
    void timersKeepTheirTime() {
        String timer = "job/" + APPLICATION.timerOf(request);

        refused(
                THIS_WAY,
                () -> APPLICATION
                        .as("admin")
                        .engine("PUT", timer + "/duedate", "{\"duedate\":\"2020-01-01T00:00:00.000+0000\"}"));
        refused(THIS_WAY, () -> post("admin", timer + "/duedate/recalculate", null));
        for (String due : List.of("\"2099-01-01T00:00:00.000+0000\"", "null")) {
            String retries = "{\"retries\":1,\"dueDate\":" + due + "}";
            refused(THIS_WAY, () -> APPLICATION.as("admin").engine("PUT", timer + "/retries", retries));
            refused(
                    THIS_WAY,
                    () -> APPLICATION
                            .as("admin")
                            .engine(
                                    "PUT",
                                    "job-definition/" + APPLICATION.timerDefinitionOf(request) + "/retries",
                                    retries));
        }
        refused(THIS_WAY, () -> APPLICATION.as("admin").engine("DELETE", timer, null));
        refused("before it is due is refused", () -> post("admin", timer + "/execute", null));
    }

    @Test
    void stepIsNotLeftWithoutRetries() {
        String none = "{\"retries\":0}";

        refused(
                THIS_WAY,
                () -> APPLICATION
                        .as("operator")
                        .engine("PUT", "job/" + APPLICATION.timerOf(request) + "/retries", none));
        refused(
                THIS_WAY,
                () -> APPLICATION
                        .as("admin")
                        .engine("PUT", "job-definition/" + APPLICATION.timerDefinitionOf(request) + "/retries", none));
    }

    @Test
    void modelsInForceAreNotDeleted() {
        String models = APPLICATION.text("select max(deployment_id_) from act_re_procdef where key_ = 'account-lock'");
        String definition = APPLICATION.text("select max(id_) from act_re_procdef where key_ = 'account-lock'");

        refused(
                THIS_WAY,
                () -> APPLICATION.as("admin").engine("DELETE", "deployment/" + models + "?cascade=true", null));
        refused(THIS_WAY, () -> APPLICATION.as("admin").engine("DELETE", "deployment/" + models, null));
        refused(
                THIS_WAY,
                () -> APPLICATION
                        .as("admin")
                        .engine("DELETE", "process-definition/" + definition + "?cascade=true", null));
        refused(
                THIS_WAY,
                () -> APPLICATION
                        .as("admin")
                        .engine("DELETE", "process-definition/key/account-lock/delete?cascade=true", null));
        String policy = APPLICATION.text("select deployment_id_ from act_re_decision_def"
                + " where key_ = 'approval-policy' order by version_ desc limit 1");
        refused(THIS_WAY, () -> APPLICATION.as("admin").engine("DELETE", "deployment/" + policy, null));
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    @Test
    void batchOfNewRetriesMovesNoTimer() {
        String timer = APPLICATION.timerOf(request);
        String due = APPLICATION.text("select duedate_ from act_ru_job where id_ = '" + timer + "'");

        HttpResponse<String> batch = post(
                "admin",
                "job/retries",
                "{\"jobIds\":[\"" + timer + "\"],\"retries\":5,\"dueDate\":\"2099-01-01T00:00:00.000+0000\"}");

        assertThat(batch.statusCode()).as(batch.body()).isEqualTo(200);
        String jobs = APPLICATION.text("select batch_job_def_id_ from act_ru_batch");
        await().until(() -> APPLICATION.failureOf(jobs).contains(THIS_WAY));
        assertThat(APPLICATION.text("select duedate_ from act_ru_job where id_ = '" + timer + "'"))
                .isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "File | \"type\":\"File\",\"value\":\"eA==\",\"valueInfo\":{\"filename\":\"x.txt\"}",
                "Bytes | \"type\":\"Bytes\",\"value\":\"eA==\"",
                "Object | \"type\":\"Object\",\"value\":\"\\\"x\\\"\",\"valueInfo\":{\"objectTypeName\":\"java.lang.String\",\"serializationDataFormat\":\"application/json\"}"
            })
    void requestIsMadeOfTextOnly(String type, String value) {
        String body = "{\"variables\":{\"reason\":{" + value + "}}}";

        for (String way : List.of("start", "submit-form")) {
            refused(
                    "variables: reason is a file, an object or bytes",
                    () -> post("requester", "process-definition/key/account-lock/" + way, body));
        }
    }

    @Test
    void requestWithFiftyThousandVariablesIsRefusedInOneSentence() {
        StringBuilder many = new StringBuilder("{\"variables\":{\"v0\":{\"value\":\"x\"}");
        for (int i = 1; i < 50_000; i++) {
            many.append(",\"v").append(i).append("\":{\"value\":\"x\"}");
        }

        for (String way : List.of("start", "submit-form")) {
            HttpResponse<String> response = refused(
                    "v0, v1, v10 and 49997 more are not part of a request; allowed are provider",
                    () -> post("requester", "process-definition/key/account-lock/" + way, many + "}}"));
            assertThat(response.body()).hasSizeLessThan(1000);
        }
    }

    @Test
    void batchThatCameAroundTheDoorsIsStoppedWhenItRuns() {
        String batch = APPLICATION.batchBehindTheDoors(request);

        await().until(() -> APPLICATION.failureOf(batch).contains(THIS_WAY));

        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    private HttpResponse<String> refused(String sentence, Supplier<HttpResponse<String>> attempt) {
        HttpResponse<String> response = attempt.get();

        assertThat(response.body()).contains(sentence);
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
        assertThat(APPLICATION.everything()).as("nothing has changed").isEqualTo(before);
        return response;
    }

    private static HttpResponse<String> post(String person, String path, String body) {
        return APPLICATION.as(person).engine("POST", path, body == null ? "{}" : body);
    }

    private static HttpResponse<String> start(String person, String key, String how) {
        return post(
                person, "process-definition/key/" + key + "/start", "{\"variables\":{" + asked() + "}," + how + "}");
    }

    private static String asked() {
        return "\"provider\":{\"value\":\"tencent-postgres\"},\"region\":{\"value\":\"ap-guangzhou\"},"
                + "\"instanceId\":{\"value\":\"postgres-demo01\"},\"accountName\":{\"value\":\""
                + tencent("etl_user").accountName() + "\"},\"reason\":{\"value\":\"any\"}";
    }

    private static String before(String step) {
        return "{\"type\":\"startBeforeActivity\",\"activityId\":\"" + step + "\"}";
    }
}
