package io.github.accountlock.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.app.client.CommandLine;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.fixture.RunningApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The commands of {@code src/docs/command-line.md}, and its workflow, each command in a process of its own. */
class CommandLinePageTest {

    private static final Path PAGE = Path.of("src/docs/command-line.md");
    private static final RunningApplication DEMO = RunningApplication.demo("command-line-page");
    private static final CommandLine MANAGER = CommandLine.of(DEMO.uri(), "manager");

    @AfterAll
    static void close() {
        DEMO.close();
    }

    @Test
    void everyCommandAnswersWhatThePageSays(@TempDir Path folder) throws Exception {
        program(folder);

        new ShellPage(PAGE).answersWhatItSays(folder, DEMO.uri().toString(), "PATH=\"" + folder + ":$PATH\"");
    }

    @ParameterizedTest
    @CsvSource({"approve, report_user, 0, ::notice::", "reject, user_001, 3, ::error::Somebody"})
    void workflowIsGreenWhereTheAccountIsLocked(
            String decision, String account, int code, String said, @TempDir Path folder) throws Exception {
        program(folder);
        Map<String, Object> step = workflowStep();
        ProcessBuilder runner = new ProcessBuilder("bash", "-e", "-c", (String) step.get("run"));
        Map<String, String> environment = runner.environment();
        environment.putAll(asEnvironment(step));
        environment.remove("ACCOUNT_LOCK_TOKEN");
        environment.putAll(Map.of(
                "ACCOUNT_LOCK_URL", DEMO.uri().toString(),
                "ACCOUNT_LOCK_USER", "requester",
                "ACCOUNT_LOCK_PASSWORD", "requester",
                "ACCOUNT", account,
                "REASON", "It asks $(too) \"much\"."));
        Path log = folder.resolve("log.txt");

        Process workflow = runner.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        decide(decision, account);

        assertThat(workflow.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(workflow.exitValue()).as(Files.readString(log)).isEqualTo(code);
        assertThat(Files.readString(log)).contains(said, "It asks $(too) \"much\".");
    }

    @Test
    void everyExitCodeOutcomeAndStageIsOnThePage() throws Exception {
        String page = Files.readString(PAGE);
        String codes = page.substring(page.indexOf("## Exit codes"));

        assertThat(CommandLine.exits())
                .hasSize(11)
                .allSatisfy((code, word) -> assertThat(codes).contains("| " + code + " | `" + word + "` |"));
        assertThat(Outcome.values())
                .allSatisfy(outcome -> assertThat(row(codes, CommandLine.exitOf(outcome.name())))
                        .contains("`" + outcome + "`"));
        assertThat(Arrays.stream(Class.forName("io.github.accountlock.cockpit.OwnRequest$Stage")
                        .getEnumConstants()))
                .allMatch(stage -> page.contains("`" + stage + "`"));
    }

    @Test
    void everyOptionIsOnThePageAndInTheHelp() throws IOException {
        String page = Files.readString(PAGE);
        String help = MANAGER.run("list", "--help").out();

        assertThat(CommandLine.options())
                .hasSizeGreaterThan(20)
                .allMatch(page::contains)
                .allMatch(help::contains);
    }

    private static String row(String codes, int code) {
        return codes.lines()
                .filter(line -> line.startsWith("| " + code + " |"))
                .findFirst()
                .orElseThrow();
    }

    private static void decide(String decision, String account) {
        await().atMost(Duration.ofSeconds(30)).until(() -> waiting(account).find());
        Matcher request = waiting(account);
        assertThat(request.find()).isTrue();
        assertThat(MANAGER.run(decision, request.group(1), "--digest", request.group(2), "--reason", "looked at")
                        .code())
                .isZero();
    }

    private static Matcher waiting(String account) {
        return Pattern.compile("\"requestId\":\"([^\"]*)\"[^}]*/" + account + "\"[^}]*\"digest\":\"(\\w{64})\"")
                .matcher(MANAGER.run("list", "--waiting", "--json").out());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> workflowStep() throws IOException {
        Matcher block = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$").matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        Map<String, Object> workflow = new Yaml().load(block.group(1));
        Map<String, Object> job = ((Map<String, Map<String, Object>>) workflow.get("jobs")).get("lock");
        return ((List<Map<String, Object>>) job.get("steps"))
                .stream()
                        .filter(step -> "lock".equals(step.get("id")))
                        .findFirst()
                        .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> asEnvironment(Map<String, Object> step) {
        return (Map<String, String>) step.get("env");
    }

    /** Under the name of the page; the class path takes the place of the jar. */
    private static void program(Path folder) throws IOException {
        Path program = Files.writeString(
                folder.resolve("account-lock"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
                        + "' io.github.accountlock.app.AccountLockApplication \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
