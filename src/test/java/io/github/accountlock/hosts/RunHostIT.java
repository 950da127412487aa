package io.github.accountlock.hosts;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.AcmeJar;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one file for {@code configuration/userlib} of Camunda Run. */
class RunHostIT {

    private static final String RUN_JAR = System.getProperty("tested.run-jar");

    @Test
    void oneFileLocksAccounts(@TempDir Path folder) {
        List<String> settings = new ArrayList<>(Host.settings(Postgres.newDatabase()));
        try (ControlledClouds clouds = new ControlledClouds()) {
            settings.addAll(Host.plugin(clouds));
            try (Host run = Host.startLikeRun(folder, List.of(Path.of(RUN_JAR)), settings)
                    .awaitReady()) {
                run.person("asker", "requesters");
                run.person("giver", "managers");
                String request = run.request("asker", "app_user");
                run.approve("giver", request);

                assertThat(run.awaitOutcome(request)).isEqualTo("LOCKED");
                assertThat(clouds.state(tencent("app_user"))).isEqualTo("LOCKED");
                assertThat(run.send("boss", "GET", "/camunda/app/cockpit/default/", null)
                                .body())
                        .contains("lock-audit");
            }
        }
    }

    /** Its calls would find nothing, and Java would tell so only before the cloud. */
    @Test
    void providerThatIsPackedWithoutTheNamesOfTheOneFileIsRefused(@TempDir Path folder) throws IOException {
        List<String> settings = new ArrayList<>(Host.settings(Postgres.newDatabase()));
        settings.addAll(List.of(
                "--account-lock.evidence.keys=" + Production.EVIDENCE_KEYS,
                "--account-lock.providers.acme.key-id=demo",
                "--account-lock.providers.acme.key-secret=demo-secret"));
        try (Host run = Host.startLikeRun(folder, List.of(Path.of(RUN_JAR), AcmeJar.in(folder)), settings)) {
            assertThat(run.process().awaitExit()).isNotZero();

            assertThat(run.process().log())
                    .contains("APPLICATION FAILED TO START")
                    .contains(
                            "account-lock.providers.acme: this provider (com.example.acme.AcmeFactory) cannot be relied"
                                    + " on: its class com.example.acme.AcmeProvider")
                    .contains("packed with other names than the plugin's jar has")
                    .doesNotContain("\tat io.github.accountlock");
        }
    }

    @Test
    void itsLibrariesMeetNobodyElses() throws IOException {
        try (JarFile jar = new JarFile(RUN_JAR)) {
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
                    .allMatch(name -> name.startsWith("io/github/accountlock/"));
        }
    }
}
