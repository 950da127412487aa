package io.github.accountlock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.app.audit.AuditCommand;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.notify.Occasion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What comes in a fixed number of kinds stands on its page in all of them. */
class CompletePagesTest {

    @Test
    void everyOutcomeIsExplained() throws IOException {
        String page = page("requester.md");

        assertThat(Outcome.values()).allMatch(outcome -> page.contains("`" + outcome + "`"));
    }

    @Test
    void everyOccasionToTellSomebodyIsListed() throws IOException {
        String page = page("notifications.md");

        assertThat(Occasion.values()).allMatch(occasion -> page.contains("| `" + occasion.label() + "` |"));
    }

    @Test
    void everyFaultOfTheSimulatedCloudsIsListed() throws Exception {
        String page = page("simulated-clouds.md");
        Object[] faults =
                Class.forName("io.github.accountlock.simulator.FaultKind").getEnumConstants();

        assertThat(Arrays.stream(faults)
                        .map(fault -> fault.toString().toLowerCase(Locale.ROOT).replace('_', '-')))
                .hasSizeGreaterThan(15)
                .allMatch(fault -> page.contains("`" + fault + "`"));
    }

    @Test
    void everyCommandForAuditorsIsShown() throws IOException {
        String page = page("auditor.md");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

        new AuditCommand(out, out, event -> {}).run(List.of("nonsense"));

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.strip().matches("(usage: )?audit [a-z].*"))
                .map(line -> line.strip().replace("usage: ", "").split(" {2,}")[0])
                .hasSizeGreaterThan(5)
                .allMatch(command ->
                        page.contains("-exec.jar " + command + " ") || page.contains("-exec.jar " + command + "\n"));
    }

    @Test
    void everyPromiseHasItsTestsAndNoPromiseIsMissing() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String tests = page("how-it-works.md");
        List<String> promises = Pattern.compile("(?m)^(\\d)\\. ")
                .matcher(readme)
                .results()
                .map(promise -> promise.group(1))
                .toList();

        assertThat(promises)
                .containsExactly("1", "2", "3", "4", "5", "6", "7")
                .allMatch(number -> tests.contains("\n| " + number + " "));
    }

    /** Two screens, with the two commands that everything else rests on; the second is the one that decides. */
    @Test
    void readmeIsShortAndItsCommandsAreThose() throws IOException {
        List<String> readme = Files.readAllLines(Path.of("README.md"));
        int commands = readme.indexOf("```sh");

        assertThat(readme).hasSizeLessThan(110);
        assertThat(readme.get(commands + 1)).startsWith("mvn spring-boot:run -Dspring-boot.run.profiles=demo ");
        assertThat(readme.get(commands + 2)).startsWith("mvn verify ");
        assertThat(Files.readAllLines(Path.of(".ci/run"))).contains("mvn -B verify");
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("src/docs", name));
    }
}
