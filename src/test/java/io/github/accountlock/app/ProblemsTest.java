package io.github.accountlock.app;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import io.github.accountlock.process.ProcessTester;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What people and programs are answered when something is refused: RFC 9457, with the status of who is to blame. */
@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final String DATABASE = Postgres.newDatabase();
    private static final RunningApplication APPLICATION = RunningApplication.production(DATABASE, CLOUDS);
    private static final ProcessTester FLOW = new ProcessTester(APPLICATION.engine(), false);
    private static final Map<String, WebSession> SESSIONS = new HashMap<>();

    @BeforeAll
    static void logIn() {
        for (String person : new String[] {"requester", "manager", "manager2"}) {
            User user = APPLICATION
                    .engine()
                    .getIdentityService()
                    .createUserQuery()
                    .userId(person)
                    .singleResult();
            user.setPassword("fake-password-of-" + person);
            APPLICATION.engine().getIdentityService().saveUser(user);
            WebSession session = new WebSession(APPLICATION.uri());
            assertThat(session.login(person, "fake-password-of-" + person, "welcome"))
                    .isEqualTo(200);
            SESSIONS.put(person, session);
        }
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
        CLOUDS.close();
    }

    @Test
    void wrongFieldsAreNamedOneByOneAndOneLineOfTheLogSaysSo(CapturedOutput log) {
        Map<String, Object> values = new HashMap<>(ProcessTester.values(tencent("app_user")));
        values.put("accountName", "a b");
        values.put("reason", "");

        HttpResponse<String> response = start("start", values);

        problem(response, 400, "urn:account-lock:invalid-input");
        assertThat(body(response).get("errors").findValuesAsText("field")).containsExactly("reason");

        values.put("reason", "leak");
        response = start("submit-form", values);

        problem(response, 400, "urn:account-lock:invalid-input");
        assertThat(body(response).get("errors").findValuesAsText("field")).containsExactly("accountName");
        assertThat(body(response).get("message").asText())
                .as("no words of the engine around it")
                .startsWith("Account name: An account name has");
        assertThat(log.getOut())
                .contains("LOCK-092 refused over REST: reason: ")
                .doesNotContain("ENGINE-REST-HTTP", "\tat ");
    }

    @Test
    void secondRequestForAnAccountIsAConflict() {
        requestFor(tencent("report_user"));

        HttpResponse<String> second = start("start", ProcessTester.values(tencent("report_user")));

        problem(second, 409, "urn:account-lock:conflict");
        assertThat(body(second).get("detail").asText()).contains("has not ended", "by requester");
    }

    @Test
    void rejectionWithoutAReasonIsAFieldErrorAndNoAttack() throws SQLException {
        String request = requestFor(tencent("etl_user"));

        HttpResponse<String> response = decide("manager", task(request), "reject");

        problem(response, 400, "urn:account-lock:invalid-input");
        assertThat(body(response).get("errors").findValuesAsText("field")).containsExactly("decisionReason");
        assertThat(attempts(request)).isZero();
    }

    @Test
    void strangerLearnsNothingOfATaskByWhatIsRefused() {
        String task = task(requestFor(tencent("user_001")));
        for (String guess : new String[] {"requester", "nobody"}) {
            HttpResponse<String> answer = SESSIONS.get("requester")
                    .engine("POST", "task/" + task + "/complete", variables(Map.of("requester", guess)));
            assertThat(answer.statusCode()).as(guess).isEqualTo(403);
            assertThat(body(answer).get("type").asText()).as(guess).isEqualTo("AuthorizationException");
        }
        assertThat(claim("manager", task).statusCode()).isEqualTo(204);
        assertThat(claim("requester", task).body()).doesNotContain("manager has claimed");
    }

    @Test
    void valueOfAnotherTypeIsAFieldError() {
        String task = task(requestFor(tencent("user_002")));

        HttpResponse<String> answer =
                SESSIONS.get("manager").engine("POST", "task/" + task + "/complete", variables(Map.of("decision", 5)));

        problem(answer, 400, "urn:account-lock:invalid-input");
        assertThat(body(answer).get("errors").findValuesAsText("field")).containsExactly("decision");
    }

    @Test
    void whoComesSecondReadsWhatTheFirstHasDone() {
        String request = requestFor(tencent("app_user"));
        String task = task(request);
        assertThat(claim("manager", task).statusCode()).isEqualTo(204);

        HttpResponse<String> claimed = claim("manager2", task);
        problem(claimed, 409, "urn:account-lock:conflict");
        assertThat(body(claimed).get("detail").asText()).startsWith("manager has claimed this task");

        assertThat(SESSIONS.get("manager")
                        .engine("POST", "task/" + task + "/unclaim", "{}")
                        .statusCode())
                .as("a claim can be given back")
                .isEqualTo(204);
        assertThat(claim("manager2", task).statusCode()).isEqualTo(204);
        assertThat(SESSIONS.get("manager2")
                        .engine("POST", "task/" + task + "/unclaim", "{}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(claim("manager", task).statusCode()).isEqualTo(204);

        assertThat(decide("manager2", task, "approve").statusCode())
                .as("a claim is no lock")
                .isEqualTo(204);

        HttpResponse<String> late = decide("manager", task, "approve");
        problem(late, 409, "urn:account-lock:conflict");
        assertThat(body(late).get("detail").asText())
                .startsWith("Already handled: manager2 has approved the request for app_user on");
        HttpResponse<String> strangers = decide("requester", task, "approve");
        problem(strangers, 409, "urn:account-lock:conflict");
        assertThat(body(strangers).get("detail").asText())
                .as("nothing is told to others")
                .isEqualTo("This task is not open any more. Nothing was changed.");
    }

    @Test
    void addressesOfOursAnswerLikeTheEngines() {
        HttpResponse<String> malformed = requests("POST", "own/x/take-back", "{");
        problem(malformed, 400, "urn:account-lock:invalid-input");
        assertThat(body(malformed).get("detail").asText()).startsWith("The body cannot be read as JSON: ");
        problem(requests("POST", "own/x/take-back", "[]"), 400, "urn:account-lock:invalid-input");
        problem(requests("POST", "own/x/take-back", "{}"), 404, "urn:account-lock:not-found");
        problem(requests("GET", "own?first=x", null), 400, "urn:account-lock:invalid-input");
    }

    @Test
    void unknownAddressBelowOursIsAProblemAndNotCamundas() {
        String own = "account-lock/requests/own";
        problem(rest("GET", "account-lock/nothing"), 404, "urn:account-lock:not-found");
        problem(rest("GET", own + "/and/nothing"), 404, "urn:account-lock:not-found");
        problem(rest("DELETE", own), 405, "about:blank");
        HttpResponse<String> nobody = new WebSession(APPLICATION.uri()).send("GET", "/engine-rest/" + own, null, null);
        problem(nobody, 401, "urn:account-lock:not-logged-in");
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(body(rest("GET", "account-lock/requests/x")).get("detail").asText())
                .as("what we have said ourselves")
                .isNotEqualTo("There is no such address here.");
    }

    private static HttpResponse<String> rest(String method, String path) {
        String login = Base64.getEncoder()
                .encodeToString("requester:fake-password-of-requester".getBytes(StandardCharsets.UTF_8));
        return new WebSession(APPLICATION.uri())
                .send(method, "/engine-rest/" + path, null, null, "Authorization", "Basic " + login);
    }

    private static HttpResponse<String> requests(String method, String path, String body) {
        return SESSIONS.get("requester")
                .send(
                        method,
                        "/camunda/api/tasklist/plugin/account-lock-requests/default/requests/" + path,
                        body,
                        "application/json");
    }

    @Test
    void whoeverAsksWhileTheProcessIsSuspendedReadsThatItIs() {
        APPLICATION.engine().getRepositoryService().suspendProcessDefinitionByKey("account-lock");
        try {
            HttpResponse<String> refused = start("submit-form", ProcessTester.values(tencent("user_011")));

            problem(refused, 409, "urn:account-lock:conflict");
            assertThat(body(refused).get("detail").asText())
                    .isEqualTo(
                            "This process is suspended, and no request is taken until it is activated again. Nothing was"
                                    + " changed.");
        } finally {
            APPLICATION.engine().getRepositoryService().activateProcessDefinitionByKey("account-lock");
        }
    }

    @Test
    void whoeverDecidesASuspendedRequestReadsThatItIsSuspended() {
        String request = requestFor(tencent("user_003"));
        String task = task(request);
        APPLICATION.engine().getRuntimeService().suspendProcessInstanceById(request);

        for (HttpResponse<String> refused : List.of(decide("manager", task, "approve"), claim("manager", task))) {
            problem(refused, 409, "urn:account-lock:conflict");
            assertThat(body(refused).get("detail").asText())
                    .startsWith("This request is suspended")
                    .doesNotContain("ENGINE-");
        }
        APPLICATION.engine().getRuntimeService().activateProcessInstanceById(request);
        assertThat(decide("manager", task, "approve").statusCode()).isEqualTo(204);
    }

    @Test
    void databaseThatIsAwayIsSaidInASentenceAndComesBackByItself() throws Exception {
        database(
                "alter database %s with allow_connections false",
                "select pg_terminate_backend(pid) from" + " pg_stat_activity where datname = '%s'");
        try {
            long begun = System.nanoTime();
            HttpResponse<String> response = start("start", ProcessTester.values(tencent("bot_user")));

            problem(response, 503, "urn:account-lock:database-away");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(body(response).get("detail").asText()).contains("Nothing was done");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        } finally {
            database("alter database %s with allow_connections true");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> SESSIONS.get("manager")
                                .engine("GET", "task/count", null)
                                .statusCode()
                        == 200);
    }

    private static int attempts(String request) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from account_lock_ledger where kind ="
                        + " 'ATTEMPT_REFUSED' and request_id like '%" + request + "%'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void database(String... statements) throws SQLException {
        String name = DATABASE.substring(DATABASE.lastIndexOf('/', DATABASE.indexOf('?')) + 1, DATABASE.indexOf('?'));
        try (Connection admin = DriverManager.getConnection(DATABASE.replace("/" + name, "/postgres"));
                Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.formatted(name));
            }
        }
    }

    private static void problem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(body(response).get("type").asText()).isEqualTo(type);
        assertThat(body(response).get("status").asInt()).isEqualTo(status);
        assertThat(body(response).get("title").asText()).isNotBlank();
    }

    private static JsonNode body(HttpResponse<String> response) {
        return SESSIONS.get("requester").json(response);
    }

    private static String requestFor(AccountRef account) {
        HttpResponse<String> started = start("start", ProcessTester.values(account));
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        return body(started).get("id").asText();
    }

    private static String task(String request) {
        String[] task = new String[1];
        await().until(() -> {
            JsonNode tasks = body(SESSIONS.get("manager").engine("GET", "task?processInstanceId=" + request, null));
            task[0] = tasks.path(0).path("id").asText();
            return !task[0].isEmpty();
        });
        return task[0];
    }

    private static HttpResponse<String> start(String how, Map<String, ?> values) {
        return SESSIONS.get("requester")
                .engine("POST", "process-definition/key/account-lock/" + how, variables(values));
    }

    private static HttpResponse<String> claim(String person, String task) {
        return SESSIONS.get(person).engine("POST", "task/" + task + "/claim", "{\"userId\":\"" + person + "\"}");
    }

    private static HttpResponse<String> decide(String person, String task, String decision) {
        HttpResponse<String> form = SESSIONS.get(person).engine("GET", "task/" + task + "/form-variables", null);
        String digest = body(form).path("frozenDigest").path("value").asText();
        return SESSIONS.get(person)
                .engine(
                        "POST",
                        "task/" + task + "/submit-form",
                        variables(Map.of("decision", decision, "requestDigest", digest)));
    }

    private static String variables(Map<String, ?> values) {
        Map<String, Object> variables = new HashMap<>();
        values.forEach((name, value) -> variables.put(name, Map.of("value", value)));
        return JSON.valueToTree(Map.of("variables", variables)).toString();
    }
}
