package io.github.accountlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.ControlledClouds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin jar as a stranger gets it. */
class PluginJarIT {

    private static final String JAR = System.getProperty("tested.plugin-jar");

    @Test
    void holdsTheModelsAndNothingOfTheApplication() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .contains(
                            "accountlock/bpmn/account-lock.bpmn",
                            "accountlock/bpmn/approval-policy.dmn",
                            "accountlock/bpmn/request-lock.form",
                            "accountlock/db/postgresql/V1__ledger_and_holds.sql",
                            "META-INF/services/io.github.accountlock.provider.AccountLockProviderFactory",
                            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")
                    .noneMatch(name -> name.contains("accountlock/app/"))
                    .noneMatch(name -> name.contains("simulator"))
                    .noneMatch(name -> name.startsWith("application"));
        }
    }

    @Test
    void worksOnABareEngineWithoutSpring(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("out.txt");
        try (ControlledClouds clouds = new ControlledClouds()) {
            Process stranger = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classPathWithoutSpring(folder),
                            "io.github.accountlock.BareEngineMain",
                            clouds.uri().toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int exit = stranger.waitFor();

            assertThat(exit).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output)).contains("OUTCOME ALREADY_LOCKED");
        }
    }

    /** The engine, the plugin jar with what it brings, and the one class that is the stranger's program. */
    private static String classPathWithoutSpring(Path folder) throws IOException {
        Path strangers = Files.createDirectories(folder.resolve("classes/io/github/accountlock"));
        try (var in = PluginJarIT.class.getResourceAsStream("BareEngineMain.class")) {
            Files.copy(in, strangers.resolve("BareEngineMain.class"));
        }
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.equals(JAR))
                .filter(entry -> !entry.contains("springframework") && !entry.contains("spring-boot"))
                .collect(Collectors.joining(File.pathSeparator));
        return String.join(File.pathSeparator, folder.resolve("classes").toString(), JAR, libraries);
    }
}
