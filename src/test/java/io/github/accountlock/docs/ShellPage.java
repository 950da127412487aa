package io.github.accountlock.docs;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * The commands of a page, run by bash against the demo as they stand there, one after the other in one shell. What they print is
 * what stands behind them; white space does not count, and an ellipsis stands for anything.
 */
final class ShellPage {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|json|text)\\n(.*?)^```$");
    private static final String BETWEEN = "--- next block ---";
    private static final long PATIENCE_SECONDS = 120;

    private final List<Step> steps;

    /** @param answer null if nothing is said about it */
    private record Step(String commands, String answer) {}

    ShellPage(Path page) throws IOException {
        steps = steps(Files.readString(page));
    }

    /**
     * @param folder where the commands run
     * @param demo the address that takes the place of the page's
     * @param before commands that the page leaves to its reader
     */
    void answersWhatItSays(Path folder, String demo, String before) throws Exception {
        List<String> answers = run(folder, demo, before);

        assertThat(steps).hasSizeGreaterThan(5);
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

    private static List<Step> steps(String page) {
        List<Step> steps = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(page);
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

    private List<String> run(Path folder, String demo, String before) throws Exception {
        String script = steps.stream()
                .map(step -> step.commands().replace("http://localhost:8080", demo))
                .collect(Collectors.joining(
                        "echo; echo '" + BETWEEN + "'\n", "set -euo pipefail\n" + before + "\n", ""));
        Path output = folder.resolve("output.txt");
        Process bash = new ProcessBuilder(
                        "bash",
                        Files.writeString(folder.resolve("page.sh"), script).toString())
                .directory(folder.toFile())
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
