package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.Accounts;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import io.github.accountlock.process.ProcessTester;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of {@code access-matrix.csv}, over the REST of the running web applications, with each person's login. */
class AccessMatrixTest {

    private static final RunningApplication APPLICATION = RunningApplication.demo("matrix");
    private static final ProcessEngine ENGINE = APPLICATION.engine();
    private static final Map<String, WebSession> SESSIONS = new HashMap<>();
    private static int next;

    /** One cell: who does what, and whether that must go. */
    record Cell(String role, String operation, boolean allowed) {}

    @BeforeAll
    static void logIn() {
        User outsider = ENGINE.getIdentityService().newUser("outsider");
        outsider.setPassword("outsider");
        ENGINE.getIdentityService().saveUser(outsider);
        for (String role : List.of("requester", "manager", "operator", "auditor", "admin", "outsider")) {
            WebSession session = new WebSession(APPLICATION.uri());
            assertThat(session.login(role, role, "welcome")).as(role).isEqualTo(200);
            SESSIONS.put(role, session);
        }
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    static List<Cell> cells() throws IOException {
        List<Cell> cells = new ArrayList<>();
        String text;
        try (var in = AccessMatrixTest.class.getResourceAsStream("/access-matrix.csv")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String[]> rows = text.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("\\s*,\\s*"))
                .toList();
        for (String[] row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.length; column++) {
                if (!row[column].equals("-")) {
                    assertThat(row[column]).isIn("allow", "deny");
                    cells.add(new Cell(rows.get(0)[column], row[0], row[column].equals("allow")));
                }
            }
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void isAsTheMatrixSays(Cell cell) {
        HttpResponse<String> response = attempt(cell);

        boolean foundNothing = response.body().equals("[]")
                || response.body().equals("{\"count\":0}")
                || response.body().startsWith("{\"total\":0,");
        if (cell.allowed()) {
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
            assertThat(foundNothing).as(response.body()).isFalse();
        } else if (cell.operation().startsWith("log in")) {
            assertThat(response.statusCode()).isIn(401, 403);
        } else if (foundNothing) {
            assertThat(cell.operation()).doesNotStartWith("log in");
        } else if (cell.operation().startsWith("audit:") || cell.operation().startsWith("account")) {
            assertThat(response.statusCode()).as(response.body()).isIn(403, 404);
        } else {
            // The engine says no, to this person; a lost session would say no to everybody.
            assertThat(response.body())
                    .matches("(?s).*(\"type\":\"(AuthorizationException|urn:account-lock:not-allowed)\"|"
                            + "No matching (process|decision) definition|No task found for task id).*");
        }
    }

    @Test
    void changeWithoutTheCsrfTokenIsRefusedAndEndsTheSession() {
        WebSession admin = new WebSession(APPLICATION.uri());
        admin.login("admin", "admin", "welcome");
        assertThat(admin.engine("GET", "task/count", null).statusCode()).isEqualTo(200);

        assertThat(admin.forged("POST", "/camunda/api/engine/engine/default/filter/create", "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(admin.engine("GET", "task/count", null).statusCode()).isEqualTo(401);
    }

    static ProcessEngine engine() {
        return ENGINE;
    }

    private static HttpResponse<String> attempt(Cell cell) {
        WebSession person = SESSIONS.get(cell.role());
        if (cell.operation().startsWith("log in to ")) {
            WebSession fresh = new WebSession(APPLICATION.uri());
            String webApplication = cell.operation().substring("log in to ".length());
            fresh.send("GET", "/camunda/app/" + webApplication + "/default/", null, null);
            return fresh.send(
                    "POST",
                    "/camunda/api/admin/auth/user/default/login/" + webApplication,
                    "username=" + cell.role() + "&password=" + cell.role(),
                    "application/x-www-form-urlencoded");
        }
        Request request = Request.by(cell.operation().contains("own request") ? cell.role() : "requester");
        return MatrixOperations.attempt(cell.operation(), person, request, cell.role());
    }

    /** A request that waits for its approval. */
    record Request(String id, String task, String digest, String account) {

        static Request by(String person) {
            ProcessTester flow = new ProcessTester(ENGINE, false);
            String name = "user_%03d".formatted(++next % 120 + 1);
            var where = next > 120 ? Accounts.polardb(name) : Accounts.tencent(name);
            String id = flow.as(
                    person, () -> flow.start(ProcessTester.values(where)).getId());
            Task[] open = new Task[1];
            await().until(() -> {
                open[0] = ENGINE.getTaskService()
                        .createTaskQuery()
                        .processInstanceId(id)
                        .taskDefinitionKey(AccountLockProcess.APPROVE)
                        .singleResult();
                return open[0] != null;
            });
            Object digest = flow.digest(open[0]);
            return new Request(id, open[0].getId(), String.valueOf(digest), where.path());
        }
    }
}
