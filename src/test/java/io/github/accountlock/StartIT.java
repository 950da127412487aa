package io.github.accountlock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application starts where it is safe, and says everything at once where it is not. */
class StartIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void refusesToStartAndNamesEverythingThatIsMissing(@TempDir Path folder) {
        try (ApplicationProcess application = ApplicationProcess.start(folder, Map.of())) {

            assertThat(application.awaitExit()).isOne();

            assertThat(application.log())
                    .contains("Account Lock Flow does not start, because:")
                    .contains("SPRING_DATASOURCE_URL")
                    .contains("SPRING_DATASOURCE_USERNAME")
                    .contains("SPRING_DATASOURCE_PASSWORD")
                    .contains("ACCOUNT_LOCK_ADMIN_USER")
                    .contains("ACCOUNT_LOCK_ADMIN_PASSWORD")
                    .contains("ACCOUNT_LOCK_EVIDENCE_KEYS")
                    .contains("no provider is configured")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void commandsAnswerWithoutStartingTheApplication(@TempDir Path folder) {
        try (ApplicationProcess help = ApplicationProcess.start(folder, Map.of(), "--help")) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.log())
                    .contains("audit verify", "request, status", "simulated-clouds", "--spring.profiles.active=demo");
            assertThat(help.log()).doesNotContain("Spring Boot ::", "does not start");
        }
        try (ApplicationProcess unknown = ApplicationProcess.start(folder, Map.of(), "aduit", "verify")) {
            assertThat(unknown.awaitExit()).isEqualTo(2);
            assertThat(unknown.log())
                    .startsWith("There is no command \"aduit\".")
                    .contains("audit verify");
        }
        try (ApplicationProcess port = ApplicationProcess.start(folder, Map.of(), "simulated-clouds", "http")) {
            assertThat(port.awaitExit()).isEqualTo(2);
            assertThat(port.log()).startsWith("simulated-clouds takes a port and nothing else");
        }
    }

    @Test
    void commandsOverRestGoByTheirName(@TempDir Path folder) throws Exception {
        Path script = Path.of("docker/account-lock").toAbsolutePath();
        Path said = folder.resolve("said.txt");
        ProcessBuilder command = new ProcessBuilder(script.toString(), "list", "--json")
                .directory(folder.toFile())
                .redirectOutput(said.toFile());
        command.environment()
                .putAll(Map.of(
                        "ACCOUNT_LOCK_JAR",
                        System.getProperty("tested.exec-jar"),
                        "ACCOUNT_LOCK_URL",
                        "http://127.0.0.1:" + ApplicationProcess.freePort(),
                        "ACCOUNT_LOCK_USER",
                        "requester",
                        "ACCOUNT_LOCK_PASSWORD",
                        "fake-password"));

        Process process = command.start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(8);
        assertThat(JSON.readTree(said.toFile()).path("result").asText()).isEqualTo("not-reached");
    }

    @Test
    void refusesUnsafeValuesWithoutShowingThem(@TempDir Path folder) {
        Map<String, String> environment = Map.of(
                "SPRING_DATASOURCE_URL", "jdbc:h2:mem:x",
                "ACCOUNT_LOCK_ADMIN_USER", "admin",
                "ACCOUNT_LOCK_ADMIN_PASSWORD", "fake-pass",
                "TENCENT_ENDPOINT", "http://postgres.tencentcloudapi.com",
                "TENCENT_SECRET_ID", "fake-secret-id");
        try (ApplicationProcess application = ApplicationProcess.start(folder, environment)) {

            assertThat(application.awaitExit()).isOne();

            assertThat(application.log())
                    .contains("is not a PostgreSQL address")
                    .contains("is too easy")
                    .contains("account-lock.providers.tencent-postgres.endpoint")
                    .contains("account-lock.providers.tencent-postgres.secret-key")
                    .doesNotContain("fake-pass")
                    .doesNotContain("fake-secret-id");
        }
    }

    @Test
    void opensNothingButHealthMetricsAndTheWebApplications(@TempDir Path folder) throws Exception {
        try (ControlledClouds clouds = new ControlledClouds();
                ApplicationProcess application = ApplicationProcess.start(folder, loggingJson(clouds))) {
            application.awaitReady();

            assertThat(status(application, "/actuator/health")).isEqualTo(200);
            assertThat(get(application, "/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(get(application, "/actuator/prometheus").body()).contains("accountlock_requests_open{");
            assertThat(status(application, "/actuator/env")).isEqualTo(404);
            assertThat(status(application, "/actuator")).isEqualTo(404);
            assertThat(status(application, "/engine-rest/engine")).isEqualTo(401);
            assertThat(status(application, "/camunda/api/engine/engine/default/task"))
                    .isEqualTo(401);
            HttpResponse<String> page = get(application, "/camunda/app/tasklist/default/");
            assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(page.headers().allValues("Set-Cookie")).hasSize(2).allMatch(cookie -> cookie.contains("Secure"));
            assertThat(application.log())
                    .doesNotContain(Production.ADMIN_PASSWORD)
                    .doesNotContain("demo-key-secret")
                    .contains("LOCK-000");
            assertThat(application.log().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(
                                    JSON.readTree(line).path("message").asText())
                            .isNotBlank());
        }
    }

    private static Map<String, String> loggingJson(ControlledClouds clouds) {
        Map<String, String> environment = new HashMap<>(Production.environment(Postgres.newDatabase(), clouds));
        environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
        return environment;
    }

    private static int status(ApplicationProcess application, String path) throws Exception {
        return get(application, path).statusCode();
    }

    private static HttpResponse<String> get(ApplicationProcess application, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + application.port() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
}
