package io.github.accountlock.app.audit;

import io.github.accountlock.audit.BundleCheck;
import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.autoconfigure.AccountLockAutoConfiguration;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * {@code audit verify} and {@code audit export} on the command line: on the database and the evidence key alone, whether
 * the application runs or not. Exit codes: 0 sound, 1 broken, 2 wrong usage or no access.
 */
public final class AuditCommand {

    static final int SOUND = 0;
    static final int BROKEN = 1;
    static final int UNUSABLE = 2;

    private static final int MOST_LINES = 100;

    private final PrintStream out;
    private final PrintStream err;

    public AuditCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** @param arguments everything after the word {@code audit} */
    public int run(List<String> arguments) {
        AuditArguments asked;
        try {
            asked = AuditArguments.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            err.println(AuditArguments.USAGE);
            return UNUSABLE;
        }
        try (ConfigurableApplicationContext context =
                context(asked.bundle().isPresent() ? Nothing.class : DatabaseOnly.class)) {
            if (asked.bundle().isPresent()) {
                return verify(Path.of(asked.bundle().get()), keys(context));
            }
            try (Connection connection = context.getBean(DataSource.class).getConnection()) {
                if (asked.export()) {
                    new AuditExport(out).write(connection, asked);
                    return SOUND;
                }
                return verify(connection, keys(context), asked.request());
            }
        } catch (SQLException | IOException | RuntimeException unusable) {
            err.println("audit: " + unusable.getMessage());
            return UNUSABLE;
        }
    }

    private static ConfigurableApplicationContext context(Class<?> configuration) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=ERROR", "spring.main.register-shutdown-hook=false")
                .run();
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

    private int verify(Path bundle, EvidenceKeys keys) throws IOException {
        if (!Files.isRegularFile(bundle)) {
            throw new IOException(bundle + " is not a file");
        }
        BundleCheck.Result result = BundleCheck.of(bundle, keys);
        out.println(result.entries() + " entries read.");
        if (!result.verdict().isEmpty()) {
            out.println(result.verdict());
        }
        return report(result.problems(), "The bundle is sound.");
    }

    private int verify(Connection connection, EvidenceKeys keys, Optional<String> request) throws SQLException {
        LedgerVerifier.Report report = LedgerCheck.verify(connection, keys, request, entries -> {});
        List<String> problems = report.problems();
        out.println(report.requests() + " requests, " + report.entries() + " entries read.");
        return report(problems, "The ledger is sound.");
    }

    private int report(List<String> problems, String sound) {
        if (problems.isEmpty()) {
            out.println(sound);
            return SOUND;
        }
        out.println("BROKEN: " + problems.get(0));
        problems.stream().skip(1).limit(MOST_LINES).forEach(problem -> out.println("also: " + problem));
        return BROKEN;
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    static class DatabaseOnly {}
}
