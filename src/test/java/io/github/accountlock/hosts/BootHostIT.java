package io.github.accountlock.hosts;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dropped into applications that already run, as people have them. */
class BootHostIT {

    private final ControlledClouds clouds = new ControlledClouds();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void hostThatRanBeforeGoesOnAndLocksAccounts() {
        String database = Postgres.newDatabase();
        String kept;
        try (Host alone = Host.start(folder, List.of(), Host.settings(database)).awaitReady()) {
            alone.rest("boss", "POST", "group/create", Map.of("id", "team", "name", "Team", "type", "WORKFLOW"));
            alone.person("ann", "team");
            kept = filter(alone, "Mine", "assigneeExpression", "${currentUser()}");
            filter(alone, "Beans", "assigneeExpression", "${hostBean.team()}");
            assertHostWorks(alone);
        }

        List<String> settings = new ArrayList<>(Host.settings(database));
        settings.addAll(Host.plugin(clouds));
        settings.add("--camunda.bpm.job-execution.deployment-aware=true");
        String open;
        try (Host host = Host.start(folder, Host.withPlugin(), settings).awaitReady()) {
            assertThat(host.process().log())
                    .contains("LOCK-009 access: made group requesters")
                    .contains("LOCK-040 the filter \"Beans\" of boss")
                    .doesNotContain("the filter \"Mine\"")
                    .doesNotContainIgnoringCase("flyway");
            assertHostWorks(host);
            assertThat(host.rest("boss", "GET", "filter/" + kept + "/count", null)
                            .path("count")
                            .asInt())
                    .isZero();

            host.person("asker", "requesters");
            host.person("giver", "managers");
            String request = host.request("asker", "app_user");
            host.approve("giver", request);

            assertThat(host.awaitOutcome(request)).isEqualTo("LOCKED");
            assertThat(clouds.state(tencent("app_user"))).isEqualTo("LOCKED");
            open = host.request("asker", "report_user");
        }

        try (Host again = Host.start(folder, Host.withPlugin(), settings).awaitReady()) {
            assertThat(again.process().log()).doesNotContain("LOCK-009");
            again.approve("giver", open);

            assertThat(again.awaitOutcome(open)).isEqualTo("LOCKED");
            assertHostWorks(again);
        }
    }

    private static String filter(Host host, String name, String field, String expression) {
        return host.rest(
                        "boss",
                        "POST",
                        "filter/create",
                        Map.of(
                                "resourceType",
                                "Task",
                                "name",
                                name,
                                "owner",
                                "boss",
                                "query",
                                Map.of(field, expression)))
                .path("id")
                .asText();
    }

    /** Its models run, with their expressions, and its names mean its own beans. */
    private static void assertHostWorks(Host host) {
        String instance = host.rest("boss", "POST", "message", Map.of("messageName", "order", "resultEnabled", true))
                .path(0)
                .path("processInstance")
                .path("id")
                .asText();
        String task = host.await(
                "the host's task",
                () -> host.rest("boss", "GET", "task?processInstanceId=" + instance, null)
                        .path(0)
                        .path("id")
                        .asText());
        assertThat(host.rest("boss", "GET", "task/" + task, null).path("name").asText())
                .isEqualTo("named by the host");
        host.rest("boss", "POST", "task/" + task + "/complete", Map.of());
        assertThat(host.rest("boss", "GET", "history/variable-instance?processInstanceId=" + instance, null)
                        .findValuesAsText("name"))
                .contains("touchedread", "touchedeach", "touchedchoose", "who");
        host.await(
                "what the host's timer starts",
                () -> host.rest(
                                "boss",
                                "GET",
                                "history/process-instance?processDefinitionKey=host-by-time&finished=true",
                                null)
                        .path(0)
                        .path("id")
                        .asText());
    }
}
