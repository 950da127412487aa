package io.github.accountlock.app;

import io.github.accountlock.engine.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * In profile {@code demo} without an evidence key: one is made in {@code ./data} at the first start of the application,
 * and only then. A second key would not fit the ledger that the first one has sealed. Where the database leaves no file
 * either, the key is gone with it.
 */
final class DemoEvidenceKey implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final int BYTES = 32;
    private static final String DATABASE = "jdbc:h2:file:";
    private static final String IN_MEMORY = "jdbc:h2:mem:";

    private final Path file;

    DemoEvidenceKey() {
        this(Path.of("data", "evidence.keys"));
    }

    DemoEvidenceKey(Path file) {
        this.file = file;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent prepared) {
        provide(prepared.getEnvironment(), prepared.getSpringApplication());
    }

    void provide(ConfigurableEnvironment environment, SpringApplication application) {
        boolean given =
                !environment.getProperty("account-lock.evidence.keys", "").isBlank()
                        || !environment
                                .getProperty("account-lock.evidence.key-file", "")
                                .isBlank();
        if (given || !environment.acceptsProfiles(Profiles.of("demo"))) {
            return;
        }
        if (environment.getProperty("spring.datasource.url", "").startsWith(IN_MEMORY)) {
            set(environment, "account-lock.evidence.keys", key());
            return;
        }
        if (!Files.exists(file)) {
            if (!application.getAllSources().contains(AccountLockApplication.class)) {
                return; // the command audit makes no key
            }
            refuseSecondKey(environment.getProperty("spring.datasource.url", ""));
            make();
        }
        set(environment, "account-lock.evidence.key-file", file.toString());
    }

    private static void set(ConfigurableEnvironment environment, String property, String value) {
        environment.getPropertySources().addFirst(new MapPropertySource("demo evidence key", Map.of(property, value)));
    }

    private void refuseSecondKey(String url) {
        if (!url.startsWith(DATABASE)) {
            return;
        }
        Path database = Path.of(url.substring(DATABASE.length()).split(";", 2)[0] + ".mv.db");
        if (Files.exists(database)) {
            throw new StartRefused(
                    List.of("the demo's database " + database + " is there, but the evidence key that sealed its ledger"
                            + " is not: " + file + " is missing."),
                    "Put " + file + " back, or delete the folder " + database.getParent() + " to start over.");
        }
    }

    private static String key() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return "demo:" + Base64.getEncoder().encodeToString(key);
    }

    private void make() {
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            }
            Files.writeString(file, key() + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("the demo's evidence key cannot be written to " + file, failed);
        }
    }
}
