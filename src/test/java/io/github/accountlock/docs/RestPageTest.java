package io.github.accountlock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.RunningApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code src/docs/rest.md}, run by bash and curl against the demo as they stand there, one after the other in
 * one shell. What they print is what stands behind them; white space does not count, and an ellipsis stands for anything.
 */
class RestPageTest {

    private static final Path PAGE = Path.of("src/docs/rest.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|json|text)\\n(.*?)^```$");
    private static final String BETWEEN = "--- next block ---";
    private static final long PATIENCE_SECONDS = 120;

    /** @param answer null if nothing is said about it */
    private record Step(String commands, String answer) {}

    @Test
    void everyCommandAnswersWhatThePageSays(@TempDir Path folder) throws Exception {
        List<Step> steps = steps();

        List<String> answers;
        try (RunningApplication demo = RunningApplication.demo("rest-page")) {
            answers = run(folder, steps, demo.uri().toString());
        }

        assertThat(steps).hasSizeGreaterThan(10);
        assertThat(answers).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.answer() == null) {
                assertThat(answers.get(i)).as(step.commands()).isBlank();
            } else {
                assertThat(answers.get(i).replaceAll("\\s", ""))
                        .as(step.commands())
                        .matches(pattern(step.answer()));
            }
        }
    }

    private static List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) {
                steps.add(new Step(blocks.group(2), null));
            } else {
                Step asked = steps.remove(steps.size() - 1);
                assertThat(asked.answer())
                        .as("two answers to: %s", asked.commands())
                        .isNull();
                steps.add(new Step(asked.commands(), blocks.group(2)));
            }
        }
        return steps;
    }

    private static List<String> run(Path folder, List<Step> steps, String demo) throws Exception {
        String script = steps.stream()
                .map(step -> step.commands().replace("http://localhost:8080", demo))
                .collect(Collectors.joining("echo; echo '" + BETWEEN + "'\n", "set -euo pipefail\n", ""));
        Path output = folder.resolve("output.txt");
        Process bash = new ProcessBuilder(
                        "bash",
                        Files.writeString(folder.resolve("page.sh"), script).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = bash.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        bash.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended).as(printed).isTrue();
        assertThat(bash.exitValue()).as(printed).isZero();
        return Arrays.asList(printed.split(BETWEEN, -1));
    }

    private static String pattern(String answer) {
        return Arrays.stream(answer.replaceAll("\\s", "").split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("(?s:.*)"));
    }
}
