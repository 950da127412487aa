package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The example of the page {@code src/docs/add-a-cloud.md} is the code that is compiled and run here. Print it again:
 * {@code mvn -q test -Dtest=AddACloudPageTest -Dprint.add-a-cloud=true}
 */
class AddACloudPageTest {

    private static final Path PAGE = Path.of("src/docs/add-a-cloud.md");
    private static final Path SOURCES = Path.of("src/test/java/com/example/acme");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- (\\w+\\.java) -->\\n(\\n```java\\n.*?\\n```\\n)?", Pattern.DOTALL);
    private static final Pattern RELOCATION =
            Pattern.compile("<pattern>(\\S+)</pattern>\\s*<shadedPattern>(\\S+)</shadedPattern>");

    @Test
    void exampleIsTheCodeThatIsTested() throws IOException {
        String page = Files.readString(PAGE);

        String printed = BLOCK.matcher(page).replaceAll(block -> Matcher.quoteReplacement(block(block.group(1))));

        if (Boolean.getBoolean("print.add-a-cloud")) {
            Files.writeString(PAGE, printed);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(printed);
        assertThat(BLOCK.matcher(page).results()).hasSize(4);
    }

    /** Tried by hand beside the one file, in a host as Run starts; here, that both are packed with the same names. */
    @Test
    void providerForCamundaRunIsPackedWithTheNamesThatTheOneFileHas() throws IOException {
        assertThat(relocations(Files.readString(PAGE)))
                .isNotEmpty()
                .isSubsetOf(relocations(Files.readString(Path.of("pom.xml"))))
                .extracting(names -> names.substring(0, names.indexOf(' ')))
                .containsExactlyInAnyOrder("okhttp3", "okio", "kotlin");
    }

    private static List<String> relocations(String xml) {
        return RELOCATION
                .matcher(xml)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .toList();
    }

    private static String block(String file) {
        try {
            String source = Files.readString(SOURCES.resolve(file));
            return "<!-- " + file + " -->\n\n```java\n" + source.stripTrailing() + "\n```\n";
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
