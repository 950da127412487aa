package io.github.accountlock.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The documentation says what the code does. After a change of the table, print the page again:
 * {@code mvn -q test -Dtest=MayFollowPageTest -Dprint.may-follow=true}.
 */
class MayFollowPageTest {

    private static final Path PAGE = Path.of("src/docs/may-follow.md");

    @Test
    void pageSaysWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("print.may-follow")) {
            Files.writeString(PAGE, MayFollowPage.print());
        }

        assertThat(Files.readString(PAGE)).isEqualTo(MayFollowPage.print());
    }

    @Test
    void pageExplainsEveryKindOfFactOnce() {
        assertThat(MayFollowPage.explained())
                .containsExactlyElementsOf(MayFollow.TABLE.stream()
                        .map(row -> row.kind().getSimpleName())
                        .distinct()
                        .sorted(java.util.Comparator.comparingInt(MayFollowPage.explained()::indexOf))
                        .toList());
    }
}
