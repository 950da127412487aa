package io.github.accountlock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/** In profile {@code demo} without an evidence key: one is made in {@code ./data} at the first start. */
final class DemoEvidenceKey implements EnvironmentPostProcessor {

    private static final Path FILE = Path.of("data", "evidence.keys");
    private static final int BYTES = 32;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean given =
                !environment.getProperty("account-lock.evidence.keys", "").isBlank()
                        || !environment
                                .getProperty("account-lock.evidence.key-file", "")
                                .isBlank();
        if (given || !environment.acceptsProfiles(Profiles.of("demo"))) {
            return;
        }
        if (!Files.exists(FILE)) {
            make();
        }
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "demo evidence key", Map.of("account-lock.evidence.key-file", FILE.toString())));
    }

    private static void make() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Files.createDirectories(FILE.getParent());
            Files.createFile(FILE);
            if (Files.getFileStore(FILE).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        FILE, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            }
            Files.writeString(FILE, "demo:" + Base64.getEncoder().encodeToString(key) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("the demo's evidence key cannot be written to " + FILE, failed);
        }
    }
}
