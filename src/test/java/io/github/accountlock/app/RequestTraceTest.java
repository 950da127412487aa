package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.TraceReceiver;
import io.github.accountlock.fixture.TraceReceiver.Seen;
import io.github.accountlock.fixture.WebSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A request, from the click to the cloud, as a collector of OpenTelemetry sees it. */
class RequestTraceTest {

    private static final int INTERNAL = 1;
    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    @Test
    void everyStepOfARequestIsInOneTraceAndTheClicksAreLinked() throws IOException {
        try (TraceReceiver collector = new TraceReceiver()) {
            String request;
            try (RunningApplication application =
                    RunningApplication.demo("traced", "management.otlp.tracing.endpoint=" + collector.endpoint())) {
                request = locked(application, "user_030");
            }
            String trace = request.replace("-", "");
            List<Seen> ours = collector.spans().stream()
                    .filter(span -> span.trace().equals(trace))
                    .toList();

            Seen root = ours.stream()
                    .filter(span -> span.parent().isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(root.name()).isEqualTo("start account-lock");
            assertThat(ours)
                    .extracting(Seen::name)
                    .contains("read account", "complete Task_ApproveLock", "lock account");
            assertThat(ours)
                    .filteredOn(span -> span.kind() == INTERNAL && span != root)
                    .allSatisfy(step -> {
                        assertThat(step.parent()).isEqualTo(root.id());
                        assertThat(step.tags()).containsEntry("account_lock.request", request);
                    });
            assertThat(ours)
                    .filteredOn(span -> span.name().equals("tencent-postgres lock"))
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.kind()).isEqualTo(CLIENT);
                        assertThat(call.parent())
                                .isEqualTo(only(ours, "lock account").id());
                        assertThat(call.tags())
                                .containsEntry("account_lock.provider", "tencent-postgres")
                                .containsEntry("account_lock.action", "lock")
                                .containsEntry("http.response.status_code", "200");
                        assertThat(call.tags().get("account_lock.cloud_request"))
                                .matches("\\S{8,}");
                    });
            Set<String> clicks = collector.spans().stream()
                    .filter(span ->
                            span.kind() == SERVER && request.equals(span.tags().get("account_lock.request")))
                    .map(Seen::trace)
                    .collect(Collectors.toSet());
            assertThat(clicks).hasSize(2).doesNotContain(trace);
            assertThat(root.linkedTraces()).hasSize(1).isSubsetOf(clicks);
            assertThat(only(ours, "complete Task_ApproveLock").linkedTraces())
                    .hasSize(1)
                    .isSubsetOf(clicks);
            assertThat(collector.raw()).doesNotContain("demo-key-secret", "demo-key-id", "user_030", "a leaver");
        }
    }

    @Test
    void refusedCallIsAFailedSpan() throws IOException {
        try (TraceReceiver collector = new TraceReceiver()) {
            try (RunningApplication application =
                    RunningApplication.demo("traced2", "management.otlp.tracing.endpoint=" + collector.endpoint())) {
                ended(application, "user_999");
            }
            assertThat(collector.spans())
                    .filteredOn(span -> span.name().equals("tencent-postgres read"))
                    .isNotEmpty()
                    .allMatch(Seen::failed)
                    .allSatisfy(call -> assertThat(call.tags()).containsEntry("error.type", "not_found"));
            assertThat(collector.raw()).doesNotContain("user_999");
        }
    }

    @Test
    void withoutAnEndpointNothingOfTracingIsStarted() {
        try (RunningApplication application = RunningApplication.demo("untraced")) {
            assertThat(application.beans("io.opentelemetry")).isEmpty();
            assertThat(application.beans("io.micrometer.tracing")).isEmpty();
            assertThat(application.beans("org.springframework.boot.actuate.autoconfigure.tracing"))
                    .isEmpty();
        }
    }

    private static Seen only(List<Seen> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .reduce((one, other) -> {
                    throw new AssertionError("more than one: " + name);
                })
                .orElseThrow();
    }

    private static String ended(RunningApplication application, String account) {
        String request = started(session(application, "requester"), account);
        await().atMost(Duration.ofSeconds(30)).until(() -> over(application, request));
        return request;
    }

    private static String locked(RunningApplication application, String account) {
        String request = started(session(application, "requester"), account);
        WebSession manager = session(application, "manager");
        await().atMost(Duration.ofSeconds(30)).until(() -> task(manager, request) != null);
        assertThat(manager.engine(
                                "POST",
                                "task/" + task(manager, request) + "/submit-form",
                                "{\"variables\":{\"decision\":{\"value\":\"approve\"},\"requestDigest\":{\"value\":\""
                                        + digest(manager, request) + "\"}}}")
                        .statusCode())
                .isLessThan(300);
        await().atMost(Duration.ofSeconds(30)).until(() -> over(application, request));
        return request;
    }

    private static WebSession session(RunningApplication application, String person) {
        WebSession session = new WebSession(application.uri());
        session.login(person, person, "tasklist");
        return session;
    }

    private static String started(WebSession requester, String account) {
        HttpResponse<String> made = requester.engine(
                "POST",
                "process-definition/key/account-lock/submit-form",
                "{\"variables\":{\"provider\":{\"value\":\"tencent-postgres\"},\"region\":{\"value\":\"ap-guangzhou\"},"
                        + "\"instanceId\":{\"value\":\"postgres-demo01\"},\"accountName\":{\"value\":\"" + account
                        + "\"},\"reason\":{\"value\":\"a leaver\"}}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        return requester.json(made).path("id").asText();
    }

    private static String task(WebSession manager, String request) {
        JsonNode tasks = manager.json(manager.engine("GET", "task?processInstanceId=" + request, null));
        return tasks.isEmpty() ? null : tasks.get(0).path("id").asText();
    }

    private static String digest(WebSession manager, String request) {
        return manager.json(manager.engine("GET", "task/" + task(manager, request) + "/form-variables", null))
                .path("frozenDigest")
                .path("value")
                .asText();
    }

    private static boolean over(RunningApplication application, String request) {
        return application
                        .engine()
                        .getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(request)
                        .count()
                == 0;
    }
}
