package io.github.accountlock.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.process.ProcessTester;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * {@code src/docs/installing.md}: its lines for an engine without Spring, compiled and run as they stand there, and its table of
 * groups.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstallingPageTest {

    private static final Pattern MADE =
            Pattern.compile("LOCK-009 access: group (\\S+) may ([A-Z_, ]+) on (\\S+(?: \\S+)*) (\\S+)");
    private static final Pattern LINES =
            Pattern.compile("```java\\n(StandaloneProcessEngineConfiguration .*?)```", Pattern.DOTALL);

    @Test
    void engineWithoutSpringRunsRequests(@TempDir Path folder) throws Exception {
        try (ControlledClouds clouds = new ControlledClouds()) {
            Path settings = Files.writeString(
                    folder.resolve("account-lock.properties"),
                    String.join(
                            "\n",
                            "evidence.keys=" + Production.EVIDENCE_KEYS,
                            "create-access=true",
                            "providers.tencent-postgres.endpoint=" + clouds.uri(),
                            "providers.tencent-postgres.secret-id=demo-key-id",
                            "providers.tencent-postgres.secret-key=demo-key-secret"));
            String lines = lines().replace(
                            "jdbc:postgresql://db:5432/engine?user=engine&password=secret", Postgres.newDatabase())
                    .replace("/etc/account-lock.properties", settings.toString());

            ProcessEngine engine = run(folder, lines);

            try {
                assertThat(outcome(engine)).isEqualTo("ALREADY_LOCKED");
            } finally {
                engine.close();
            }
        }
    }

    @Test
    void groupsAndTheirRightsAreThoseThatAreMadeAtStart(CapturedOutput output) throws Exception {
        Map<String, String> settings = Map.of(
                "evidence.keys", Production.EVIDENCE_KEYS,
                "create-access", "true",
                "providers.tencent-postgres.secret-id", "visibly-fake",
                "providers.tencent-postgres.secret-key", "visibly-fake");
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setProcessEngineName("access");
        engine.setJdbcUrl("jdbc:h2:mem:access");

        ProcessTester.configured(engine, settings).buildProcessEngine().close();

        Set<String> made = MADE.matcher(output.getOut())
                .results()
                .map(grant -> grant.group(1) + " " + grant.group(3) + " " + grant.group(4) + ": " + grant.group(2))
                .map(grant -> grant.replaceAll("Filter \\S+:", "Filter any:"))
                .map(grant -> grant.replace("LogCatgeory", "LogCategory")) // as the engine writes it
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(grantsOfThePage()).isEqualTo(made).hasSize(32);
    }

    /** Each row says it for some groups and some ids. */
    private static Set<String> grantsOfThePage() throws Exception {
        Set<String> grants = new TreeSet<>();
        String page = Files.readString(Path.of("src/docs/installing.md"));
        page.substring(page.indexOf("| Group ("))
                .lines()
                .skip(2)
                .takeWhile(row -> row.startsWith("|"))
                .forEach(row -> {
                    String[] cells = row.split("\\s*\\|\\s*");
                    String resource = Pattern.compile(" (.)")
                            .matcher(cells[2])
                            .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
                    for (String group : cells[1].split(", ")) {
                        for (String id : cells[3].startsWith("`") ? cells[3].split(", ") : new String[] {"any"}) {
                            grants.add(group + " " + resource + " " + id.replace("`", "") + ": " + cells[4]);
                        }
                    }
                });
        return grants;
    }

    private static String lines() throws Exception {
        Matcher found = LINES.matcher(Files.readString(Path.of("src/docs/installing.md")));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static ProcessEngine run(Path folder, String lines) throws Exception {
        Path source = Files.writeString(
                folder.resolve("Installed.java"),
                "import io.github.accountlock.engine.AccountLockPlugin;"
                        + "import org.camunda.bpm.engine.ProcessEngine;"
                        + "import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;"
                        + "public class Installed { public static ProcessEngine run() {\n" + lines
                        + "return engine; } }");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
        assertThat(compiled).isZero();
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return (ProcessEngine)
                    classes.loadClass("Installed").getMethod("run").invoke(null);
        }
    }

    private static String outcome(ProcessEngine engine) {
        engine.getIdentityService().setAuthentication("asker", List.of("requesters"));
        String request = engine.getRuntimeService()
                .startProcessInstanceByKey(
                        "account-lock",
                        Map.of(
                                "provider", "tencent-postgres",
                                "region", "ap-guangzhou",
                                "instanceId", "postgres-demo01",
                                "accountName", "locked_user",
                                "reason", "Its password was found in a public repository."))
                .getId();
        engine.getIdentityService().clearAuthentication();
        return Awaitility.await("the outcome")
                .until(
                        () -> engine
                                .getHistoryService()
                                .createHistoricVariableInstanceQuery()
                                .processInstanceId(request)
                                .variableName("outcome")
                                .list()
                                .stream()
                                .map(outcome -> (String) outcome.getValue())
                                .findFirst()
                                .orElse(""),
                        outcome -> !outcome.isEmpty());
    }
}
