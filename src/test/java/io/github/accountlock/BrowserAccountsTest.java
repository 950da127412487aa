package io.github.accountlock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All browser tests share one running demo: two classes with one account would disturb each other, or not, by their order. */
class BrowserAccountsTest {

    @Test
    void everyClassHasAccountsOfItsOwn() throws IOException {
        Map<String, TreeSet<String>> classes = new TreeMap<>();
        for (Path source : sources()) {
            Pattern.compile("user_\\d{3}")
                    .matcher(Files.readString(source))
                    .results()
                    .map(MatchResult::group)
                    .forEach(account -> classes.computeIfAbsent(account, any -> new TreeSet<>())
                            .add(source.getFileName().toString()));
        }

        assertThat(classes).isNotEmpty();
        assertThat(classes.entrySet())
                .filteredOn(used -> used.getValue().size() > 1)
                .isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/java/io/github/accountlock"))) {
            return files.filter(file -> file.toString().endsWith("IT.java")).toList();
        }
    }
}
