package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.app.audit.AuditCommand;
import io.github.accountlock.engine.StartRefused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

/** The demo's evidence key is made once: with the database, by the application. */
class DemoEvidenceKeyTest {

    @TempDir
    private Path folder;

    @Test
    void keyIsMadeAtTheFirstStartAndKept() throws IOException {
        started(AccountLockApplication.class);
        String made = Files.readString(file());
        Files.createFile(database());

        MockEnvironment again = started(AccountLockApplication.class);

        assertThat(made).startsWith("demo:");
        assertThat(Files.readString(file())).isEqualTo(made);
        assertThat(again.getProperty("account-lock.evidence.key-file")).isEqualTo(file().toString());
    }

    @Test
    void databaseWithoutItsKeyIsNotGivenANewOne() throws IOException {
        Files.createFile(database());

        assertThatThrownBy(() -> started(AccountLockApplication.class))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.advice())
                                .contains("Put " + file() + " back")
                                .contains("delete the folder " + folder))
                .hasMessageContaining("the evidence key that sealed its ledger is not");
        assertThat(file()).doesNotExist();
    }

    @Test
    void databaseInMemoryLeavesNoKeyBehindEither() {
        MockEnvironment environment = started(AccountLockApplication.class, "jdbc:h2:mem:x");

        assertThat(file()).doesNotExist();
        assertThat(environment.getProperty("account-lock.evidence.key-file")).isNull();
        assertThat(environment.getProperty("account-lock.evidence.keys")).startsWith("demo:");
    }

    @Test
    void anotherProgramMakesNoKey() {
        MockEnvironment environment = started(AuditCommand.class);

        assertThat(file()).doesNotExist();
        assertThat(environment.getProperty("account-lock.evidence.key-file")).isNull();
    }

    @Test
    void commandAuditMakesNoDatabaseEither() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setProperty("spring.datasource.url", url());
        System.setProperty("spring.datasource.username", "sa");
        try {
            PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);

            assertThat(new AuditCommand(err, err, new DemoEvidenceKey(file())).run(List.of("verify")))
                    .isEqualTo(2);
        } finally {
            System.clearProperty("spring.datasource.url");
            System.clearProperty("spring.datasource.username");
        }

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("audit: ").contains("not found");
        assertThat(database()).doesNotExist();
    }

    private MockEnvironment started(Class<?> source) {
        return started(source, url());
    }

    private MockEnvironment started(Class<?> source, String url) {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles("demo");
        environment.setProperty("spring.datasource.url", url);
        new DemoEvidenceKey(file()).provide(environment, new SpringApplication(source));
        return environment;
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("account-lock") + ";AUTO_SERVER=TRUE";
    }

    private Path file() {
        return folder.resolve("evidence.keys");
    }

    private Path database() {
        return folder.resolve("account-lock.mv.db");
    }
}
