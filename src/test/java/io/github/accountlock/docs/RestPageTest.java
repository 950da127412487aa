package io.github.accountlock.docs;

import io.github.accountlock.fixture.RunningApplication;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code src/docs/rest.md}, run by bash and curl. */
class RestPageTest {

    @Test
    void everyCommandAnswersWhatThePageSays(@TempDir Path folder) throws Exception {
        try (RunningApplication demo = RunningApplication.demo("rest-page")) {
            new ShellPage(Path.of("src/docs/rest.md"))
                    .answersWhatItSays(folder, demo.uri().toString(), "");
        }
    }
}
