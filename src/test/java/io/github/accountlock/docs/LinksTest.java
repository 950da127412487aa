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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever follows a link of a page, or looks for a test that a page names, finds it. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatIsThere() {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher links = LINK.matcher(CODE.matcher(read(page)).replaceAll(""));
            while (links.find()) {
                String target = links.group(1);
                if (!target.matches("(https?|mailto):.*") && !isThere(page, target)) {
                    dead.add(page + " -> " + target);
                }
            }
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void everyPageIsLinkedFromAnother() {
        Set<Path> linked = new TreeSet<>();
        for (Path page : pages()) {
            LINK.matcher(read(page))
                    .results()
                    .map(link -> link.group(1).replaceAll("#.*", ""))
                    .filter(target -> target.endsWith(".md") && !target.startsWith("http"))
                    .map(target -> beside(page, target))
                    .filter(Predicate.not(page::equals))
                    .forEach(linked::add);
        }

        assertThat(linked)
                .containsAll(pages().stream()
                        .filter(page -> !page.equals(Path.of("README.md")))
                        .toList());
    }

    @Test
    void everyScreenshotIsShown() throws IOException {
        StringBuilder all = new StringBuilder();
        pages().forEach(page -> all.append(read(page)));

        try (Stream<Path> screenshots = Files.list(Path.of("src/docs/screenshots"))) {
            assertThat(screenshots).allMatch(file -> all.indexOf("screenshots/" + file.getFileName() + ")") > 0);
        }
    }

    @Test
    void everyTestThatAPageNamesIsThere() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), read(file)));
        }
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            Matcher named = NAMED.matcher(read(page));
            while (named.find()) {
                String method = named.group(2);
                String test = tests.get(named.group(1));
                if (test == null || method != null && !test.contains(" " + method + "(")) {
                    missing.add(page + " -> " + named.group());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    private static boolean isThere(Path page, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : beside(page, parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(read(file)).contains(parts[1]));
    }

    private static Path beside(Path page, String target) {
        return Path.of("").resolve(page).resolveSibling(target).normalize();
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(String page) {
        Set<String> anchors = new TreeSet<>();
        HEADING.matcher(CODE.matcher(page).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .forEach(anchors::add);
        return anchors;
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        for (String folder : List.of(".github", "src/docs")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            } catch (IOException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
        return pages;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
