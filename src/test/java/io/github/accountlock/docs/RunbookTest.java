package io.github.accountlock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the product says at night, {@code src/docs/operator.md} says what to do about it. */
class RunbookTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern ID = Pattern.compile("LOCK-\\d{3}");
    private static final Pattern LOGGED = Pattern.compile("LOG\\.(\\w+)\\(\\s*\"(LOCK-\\d{3}) ");
    private static final Pattern PROBLEM = Pattern.compile("urn:account-lock:[a-z-]+");

    /** What ends up as the message of an incident: why a step has failed. */
    private static final Pattern FAILURE =
            Pattern.compile("(?:Unavailable\\.\\w+|new (?:Refused|AnswerLost|NotCovered))\\((.*?)\\);", Pattern.DOTALL);

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern FRAGMENT = Pattern.compile("`([^`]+)`");

    private final String page = read(Path.of("src/docs/operator.md"));

    @Test
    void everyLineOfTheLogHasItsRowAndItsLevel() {
        Map<String, Set<String>> logged = new TreeMap<>();
        for (Path source : sources()) {
            LOGGED.matcher(read(source))
                    .results()
                    .filter(line -> !line.group(1).equals("debug") || isOnlyForDebugging(line.group(2)))
                    .forEach(line -> logged.computeIfAbsent(line.group(2), any -> new TreeSet<>())
                            .add(line.group(1).toUpperCase(Locale.ROOT)));
        }

        assertThat(rowsOfTheLog()).isEqualTo(logged).hasSizeGreaterThan(30);
    }

    /** A failed step is logged with its stack trace, too, for whoever asks for that. */
    private static boolean isOnlyForDebugging(String id) {
        return !id.equals("LOCK-055");
    }

    @Test
    void everyIdMeansOneThing() {
        Map<String, List<String>> owners = new TreeMap<>();
        for (Path source : sources()) {
            LOGGED.matcher(read(source))
                    .results()
                    .map(line -> line.group(2))
                    .distinct()
                    .forEach(id -> owners.computeIfAbsent(id, any -> new ArrayList<>())
                            .add(source.getFileName().toString()));
        }

        assertThat(owners)
                .allSatisfy((id, classes) -> assertThat(classes).as(id).hasSize(1));
    }

    @Test
    void everyProblemOverHttpHasItsRowHereAndOnThePageAboutRest() {
        String rest = read(Path.of("src/docs/rest.md"));
        Set<String> problems = sources().stream()
                .flatMap(source -> PROBLEM.matcher(read(source)).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(problems)
                .hasSize(8)
                .allMatch(type -> page.contains(" with `" + type + "` |"))
                .allMatch(type -> rest.contains("| `" + type + "` |"));
    }

    @Test
    void everyReasonForWhichAStepFailsHasItsRow() {
        Set<String> fragments = fragments();

        assertThat(failures())
                .hasSizeGreaterThan(20)
                .allSatisfy(sentence ->
                        assertThat(fragments).as(sentence).anyMatch(fragment -> sentence.contains(fragment)));
    }

    /** People read one word for whoever looks after the requests; "administrator" only says which right it takes. */
    @Test
    void whatBecameOfARequestByHandIsSaidOfOperators() {
        Pattern otherWord = Pattern.compile("(?i)(stopped|suspended|deleted|activated) by an administrator"
                + "|an administrator (has )?(stopped|suspended|deleted)|try again, or ask an administrator\\.`");

        assertThat(files(Path.of("src/main")).filter(file -> file.toString().matches(".*\\.(js|java|txt)")))
                .hasSizeGreaterThan(300)
                .noneMatch(file -> otherWord.matcher(read(file)).find());
    }

    private Map<String, Set<String>> rowsOfTheLog() {
        Map<String, Set<String>> rows = new TreeMap<>();
        page.lines().filter(line -> line.startsWith("| `LOCK-")).forEach(line -> {
            String[] cells = line.split("\\|");
            ID.matcher(cells[1]).results().forEach(id -> rows.put(id.group(), Set.of(cells[2].strip())));
        });
        return rows;
    }

    /** What stands in the first column of the tables about incidents; an ellipsis stands for what differs. */
    private Set<String> fragments() {
        String incidents = page.substring(page.indexOf("\n## Incidents\n"), page.indexOf("\n## Answers over HTTP\n"));
        return incidents
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> FRAGMENT.matcher(cell).results())
                .map(fragment -> fragment.group(1).replaceAll(" ?…$", ""))
                .collect(Collectors.toSet());
    }

    /** The words of each, without what is only known when it happens. */
    private static Set<String> failures() {
        Set<String> failures = new TreeSet<>();
        for (Path source : sources()) {
            FAILURE.matcher(read(source)).results().forEach(failure -> {
                String words = LITERAL.matcher(failure.group(1))
                        .results()
                        .map(literal -> literal.group(1))
                        .collect(Collectors.joining());
                boolean endsTheRequest = failure.group(1).contains("NOT_FOUND");
                if (words.strip().contains(" ") && !endsTheRequest) {
                    failures.add(words);
                }
            });
        }
        return failures;
    }

    private static List<Path> sources() {
        return files(SOURCES).filter(file -> file.toString().endsWith(".java")).toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
