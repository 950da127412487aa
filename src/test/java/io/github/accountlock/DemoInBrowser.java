package io.github.accountlock;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.app.AccountLockApplication;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Person;
import io.github.accountlock.fixture.Production;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The demo with people in front of it; all classes of browser tests share one, each test takes accounts of its own. */
@SpringBootTest(
        classes = AccountLockApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1",
            "account-lock.evidence.keys=" + Production.EVIDENCE_KEYS,
            "account-lock.verify.tencent-postgres=PT1S"
        })
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DemoInBrowser {

    static final String LOCK = "account-lock";
    static final String UNLOCK = "account-unlock";
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLOUDS_PORT = ApplicationProcess.freePort();

    final ControlledClouds clouds = ControlledClouds.ofDemo(CLOUDS_PORT);
    Browser browser;
    Person requester;
    Person manager;

    /** Sees what became of requests; the engine tells a requester nothing. */
    Person witness;

    @Autowired
    ProcessEngine engine;

    @DynamicPropertySource
    static void ports(DynamicPropertyRegistry registry) {
        registry.add("account-lock.simulator.port", () -> CLOUDS_PORT);
    }

    @BeforeAll
    void logIn(@LocalServerPort int port) {
        browser = Browser.start(port);
        requester = browser.login("requester", "tasklist");
        manager = browser.login("manager", "tasklist");
        witness = browser.login("operator", "tasklist");
    }

    @BeforeEach
    void nothingIsOpen() {
        requester.openTasklist();
        manager.openTasklist();
    }

    @AfterEach
    void nobodyWasSurprised() {
        browser.assertNoSurprises();
    }

    @AfterAll
    void close() {
        browser.close();
    }

    /** Asks for a lock by REST, as another system would in the requester's name. */
    String requested(String account, Map<String, String> more) {
        return requested(LOCK, account, more);
    }

    String requested(String process, String account, Map<String, String> more) {
        Map<String, String> values = values(account);
        values.putAll(more);
        Person.Answer started = requester.submit(start(process), values);
        assertThat(started.status()).as(started.body().toString()).isEqualTo(200);
        return started.body().path("id").asText();
    }

    static Map<String, String> values(String account) {
        return new HashMap<>(Map.of(
                "provider", "tencent-postgres",
                "region", "ap-guangzhou",
                "instanceId", "postgres-demo01",
                "accountName", account,
                "reason", "Its password was found in a public repository."));
    }

    static String start(String process) {
        return "process-definition/key/" + process;
    }

    /** Fills the start form by hand, all that a lock and an unlock have in common. */
    void fill(String account, String reason, String ticket) {
        requester.choose("TencentDB for PostgreSQL");
        requester.choose("ap-guangzhou");
        requester.field("instanceId").fill("postgres-demo01");
        requester.field("accountName").fill(account);
        requester.field("reason").fill(reason);
        requester.field("ticket").fill(ticket);
        requester.page().keyboard().press("Tab");
    }

    /** The only request for an account, waited for. */
    JsonNode instance(String account) {
        String path = "history/process-instance?processInstanceBusinessKeyLike=%25/" + account;
        await().atMost(PATIENCE).until(() -> witness.get(path).body().size() == 1);
        return witness.get(path).body().get(0);
    }

    /** The newest request for an account. */
    String newest(String process, String account) {
        String path = "history/process-instance?sortBy=startTime&sortOrder=desc&processDefinitionKey=" + process
                + "&processInstanceBusinessKeyLike=%25/" + account;
        await().atMost(PATIENCE).until(() -> !witness.get(path).body().isEmpty());
        return witness.get(path).body().get(0).path("id").asText();
    }

    /** The id of a task that the manager sees, waited for. */
    String task(String requestId, String step) {
        return task(manager, requestId, step);
    }

    static String task(Person person, String requestId, String step) {
        String path = "task?processInstanceId=" + requestId + "&taskDefinitionKey=" + step;
        await().atMost(PATIENCE).until(() -> person.get(path).body().size() == 1);
        return person.get(path).body().get(0).path("id").asText();
    }

    /** Decides about a lock by REST. */
    void decide(String requestId, Map<String, String> decision) {
        String task = task(requestId, "Task_ApproveLock");
        assertThat(manager.post("task/" + task + "/claim", Map.of("userId", "manager"))
                        .status())
                .isEqualTo(204);
        Person.Answer decided = manager.decide(task, decision);
        assertThat(decided.status()).as(decided.body().toString()).isEqualTo(204);
    }

    /** The cloud will say yes to the next call of this kind for the account and do nothing. */
    void notExecuted(String account, String action) {
        clouds.fail(ControlledClouds.fault(tencent(account), "not-executed")
                .put("action", action)
                .put("accountName", account));
    }

    void ended(String requestId, String outcome) {
        String path = "history/variable-instance?variableName=outcome&processInstanceId=" + requestId;
        await().atMost(PATIENCE).until(() -> witness.get(path).body().size() == 1);
        assertThat(witness.get(path).body().get(0).path("value").asText()).isEqualTo(outcome);
    }

    /** What a request was frozen with, {@code "null"} if it was left empty. */
    String frozen(String requestId, String name) {
        return AccountLockServices.of(engine)
                .orElseThrow()
                .ledger()
                .of(requestId)
                .request()
                .values()
                .getOrDefault(name, "null");
    }
}
