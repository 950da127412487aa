package io.github.accountlock.app.audit;

import io.github.accountlock.app.audit.AuditArguments.Task;
import io.github.accountlock.audit.BundleCheck;
import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.database.TablePrefix;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.ledger.Checkpoint;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerVerifier;
import io.github.accountlock.ledger.PublicKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * {@code audit …} on the command line: on the database and the evidence key alone, whether the application runs or not.
 * Exit codes: 0 sound, 1 unsound, 2 cannot check.
 */
public final class AuditCommand {

    static final int SOUND = 0;
    static final int UNSOUND = 1;
    static final int CANNOT_CHECK = 2;

    private static final int MOST_LINES = 100;

    private final PrintStream out;
    private final PrintStream err;
    private final ApplicationListener<?> keys;

    /** @param keys finds the evidence key of the demo */
    public AuditCommand(PrintStream out, PrintStream err, ApplicationListener<?> keys) {
        this.out = out;
        this.err = err;
        this.keys = keys;
    }

    /** @param arguments everything after the word {@code audit} */
    public int run(List<String> arguments) {
        AuditArguments asked;
        try {
            asked = AuditArguments.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(AuditArguments.USAGE);
            return CANNOT_CHECK;
        }
        try {
            return asked.bundle().isPresent() || asked.task() == Task.PUBLIC_KEY
                    ? withoutADatabase(asked)
                    : withTheDatabase(asked);
        } catch (SQLException | IOException | RuntimeException | OutOfMemoryError unusable) {
            err.println("audit: " + unusable.getMessage());
            return CANNOT_CHECK;
        }
    }

    private int withoutADatabase(AuditArguments asked) throws IOException {
        try (ConfigurableApplicationContext context = context(Nothing.class)) {
            if (asked.task() == Task.PUBLIC_KEY) {
                out.println(keys(context).publicKeys());
                return SOUND;
            }
            Path bundle = existing(asked.bundle().orElseThrow());
            BundleCheck.Result result = asked.publicKey().isPresent()
                    ? BundleCheck.of(bundle, publicKeys(asked.publicKey().get()))
                    : BundleCheck.of(bundle, keys(context));
            out.println(result.entries() + " entries read.");
            if (!result.verdict().isEmpty()) {
                out.println(result.verdict());
            }
            return report(result.problems(), result.unchecked(), "The bundle is sound.");
        }
    }

    private int withTheDatabase(AuditArguments asked) throws SQLException, IOException {
        try (ConfigurableApplicationContext context = context(DatabaseOnly.class);
                Connection plain = context.getBean(DataSource.class).getConnection()) {
            Connection connection = prefix(context).on(plain);
            connection.setAutoCommit(false);
            switch (asked.task()) {
                case EXPORT -> {
                    export(connection, asked);
                    return SOUND;
                }
                case CHECKPOINT -> {
                    Checkpoint now = Checkpoint.of(connection, keys(context), Instant.now());
                    write(asked.file(), now.text());
                    out.println(now.marks().size() + " chains, " + now.entries() + " entries, SHA-256 " + now.digest());
                    return SOUND;
                }
                case REBUILD_HOLDS -> {
                    List<String> broken = LedgerCheck.rebuildHolds(connection, keys(context));
                    return report(broken, List.of(), "The rows of the holds were made anew.");
                }
                default -> {
                    return verify(connection, keys(context), asked);
                }
            }
        }
    }

    /** Where it ended is said apart from what is exported. */
    private void export(Connection connection, AuditArguments asked) throws SQLException {
        AuditExport export = new AuditExport(out);
        if (asked.jsonLines()) {
            long position = export.writeLines(connection, asked.after(), Instant.now());
            err.println("next: --after " + position);
        } else {
            export.write(connection, asked);
        }
    }

    /** As the engine has it that wrote the tables. */
    private static TablePrefix prefix(ConfigurableApplicationContext context) {
        return new TablePrefix(context.getEnvironment().getProperty("camunda.bpm.database.table-prefix", ""));
    }

    private int verify(Connection connection, EvidenceKeys keys, AuditArguments asked)
            throws SQLException, IOException {
        Optional<Checkpoint> since = asked.since().isEmpty()
                ? Optional.empty()
                : Optional.of(checkpoint(asked.since().get(), keys));
        LedgerVerifier.Report report = LedgerCheck.verify(connection, keys, asked.request(), entries -> {});
        List<String> problems = new ArrayList<>(report.problems());
        if (since.isPresent()) {
            problems.addAll(since.get().contradictions(connection));
        }
        out.println(report.requests() + " requests, " + report.entries() + " entries read.");
        return report(problems, report.unchecked(), "The ledger is sound.");
    }

    private int report(List<String> problems, List<String> unchecked, String sound) {
        if (!problems.isEmpty()) {
            out.println("BROKEN: " + problems.get(0));
            lines("also: ", problems.subList(1, problems.size()));
        } else if (unchecked.isEmpty()) {
            out.println(sound);
        } else {
            out.println("CANNOT CHECK: " + unchecked.get(0));
            lines("also: ", unchecked.subList(1, unchecked.size()));
            out.println("Nothing is known to be wrong; the key that is missing is needed to tell.");
        }
        return !problems.isEmpty() ? UNSOUND : unchecked.isEmpty() ? SOUND : CANNOT_CHECK;
    }

    private void lines(String begin, List<String> lines) {
        lines.stream().limit(MOST_LINES).forEach(line -> out.println(begin + line));
        if (lines.size() > MOST_LINES) {
            out.println("and " + (lines.size() - MOST_LINES) + " more");
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(file + " cannot be written: there is no folder " + folder);
        }
        Files.writeString(file, text);
    }

    private static Path existing(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file");
        }
        return file;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(existing(file)), StandardCharsets.UTF_8);
    }

    private static PublicKeys publicKeys(Path file) throws IOException {
        try {
            return PublicKeys.from(text(file));
        } catch (IllegalArgumentException wrong) {
            throw new IOException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Checkpoint checkpoint(Path file, EvidenceKeys keys) throws IOException {
        try {
            return Checkpoint.read(text(file), keys.publicKeys());
        } catch (IllegalArgumentException wrong) {
            throw new IOException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private ConfigurableApplicationContext context(Class<?> configuration) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .listeners(keys)
                .initializers(context -> onlyWhatIsThere(context.getEnvironment()))
                .properties("logging.level.root=ERROR", "spring.main.register-shutdown-hook=false")
                .run();
    }

    /** The demo's database is read, never made. */
    private static void onlyWhatIsThere(ConfigurableEnvironment environment) {
        String url = environment.getProperty("spring.datasource.url", "");
        if (url.startsWith("jdbc:h2:file:")) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "only what is there", Map.of("spring.datasource.url", url + ";IFEXISTS=TRUE")));
        }
    }

    private static EvidenceKeys keys(ConfigurableApplicationContext context) {
        try {
            return AccountLockSettings.evidenceKeys(AccountLockAutoConfiguration.settings(context.getEnvironment()));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "the evidence key " + wrong.getMessage() + " Seals can only be checked with the key that made them:"
                            + " set ACCOUNT_LOCK_EVIDENCE_KEYS, or ACCOUNT_LOCK_EVIDENCE_KEY_FILE to a file with it.",
                    wrong);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    static class DatabaseOnly {}
}
