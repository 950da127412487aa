package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.acme.FakeAcme;
import io.github.accountlock.fixture.AcmeJar;
import io.github.accountlock.fixture.ApplicationProcess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.Launcher;

/** The packaged product and a provider's jar that was built without it. */
class ForeignProviderIT {

    @TempDir
    private Path folder;

    /** With the two published jars and their libraries, and nothing else of ours. */
    @Test
    void conformanceKitRunsOutside() throws Exception {
        List<String> libraries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.endsWith(".jar"))
                .collect(Collectors.toCollection(ArrayList::new));
        libraries.add(System.getProperty("tested.plugin-jar"));
        libraries.add(System.getProperty("tested.conformance-jar"));
        libraries.add(AcmeJar.in(folder).toString());
        libraries.add(launcher());

        Process kit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(File.pathSeparator, libraries),
                        "com.example.acme.RunContract")
                .redirectErrorStream(true)
                .start();
        String printed = new String(kit.getInputStream().readAllBytes());

        assertThat(kit.waitFor()).as(printed).isZero();
        assertThat(printed).contains("27 tests, 0 failed");
    }

    @Test
    void runnableJarTakesTheProvidersJar() throws IOException {
        int port = ApplicationProcess.freePort();
        try (FakeAcme cloud = new FakeAcme();
                ApplicationProcess application = ApplicationProcess.start(
                        folder,
                        Map.of(),
                        List.of(
                                "-cp",
                                System.getProperty("tested.exec-jar"),
                                "-Dloader.path=" + AcmeJar.in(folder),
                                "org.springframework.boot.loader.launch.PropertiesLauncher",
                                "--server.port=" + port,
                                "--spring.profiles.active=demo",
                                "--account-lock.simulator.port=" + ApplicationProcess.freePort(),
                                "--account-lock.providers.acme.endpoint="
                                        + cloud.settings().get("endpoint"),
                                "--account-lock.providers.acme.key-id=demo",
                                "--account-lock.providers.acme.key-secret=demo-secret"),
                        port)) {
            application.awaitReady();

            assertThat(application.log()).contains("providers [acme, alibaba-polardb, tencent-postgres]");
        }
    }

    @Test
    void jarThatCannotBeLoadedRefusesTheStart() throws IOException {
        Path broken = folder.resolve("broken.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(broken))) {
            out.putNextEntry(new JarEntry(AcmeJar.SERVICE));
            out.write("com.example.Missing\n".getBytes());
        }
        int port = ApplicationProcess.freePort();
        try (ApplicationProcess application = ApplicationProcess.start(
                folder,
                Map.of(),
                List.of(
                        "-cp",
                        System.getProperty("tested.exec-jar"),
                        "-Dloader.path=" + broken,
                        "org.springframework.boot.loader.launch.PropertiesLauncher",
                        "--server.port=" + port,
                        "--spring.profiles.active=demo",
                        "--account-lock.simulator.port=" + ApplicationProcess.freePort()),
                port)) {
            assertThat(application.awaitExit()).isNotZero();
            assertThat(application.log())
                    .contains("account-lock.providers: a provider on the class path cannot be used")
                    .contains("com.example.Missing");
        }
    }

    private static String launcher() {
        return Path.of(URI.create(Launcher.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }
}
