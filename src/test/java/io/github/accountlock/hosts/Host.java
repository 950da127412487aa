package io.github.accountlock.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.fixture.ApplicationProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Production;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A stranger's Boot application in a JVM of its own: Camunda's starters for the engine, the web applications and REST, its
 * own classes and models, a PostgreSQL driver; and our plugin jar with what that brings, if it is dropped in.
 */
final class Host implements AutoCloseable {

    static final String PLUGIN = System.getProperty("tested.plugin-jar");

    /** What only our own application brings. */
    private static final String OURS_ONLY =
            "spring-security-.*|.*oauth2.*|.*actuator.*|micrometer-core-.*|micrometer-registry-.*|prometheus-.*|nimbus-.*|h2-.*";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApplicationProcess process;
    private final String context;
    private final String engine;
    private final HttpClient http = HttpClient.newHttpClient();

    private Host(ApplicationProcess process, String context, String engine) {
        this.process = process;
        this.context = context;
        this.engine = engine;
    }

    /** The settings of our plugin as a host has them. */
    static List<String> plugin(ControlledClouds clouds) {
        return List.of(
                "--account-lock.evidence.keys=" + Production.EVIDENCE_KEYS,
                "--account-lock.create-access=true",
                "--account-lock.retry.read=PT1S",
                "--account-lock.providers.tencent-postgres.endpoint=" + clouds.uri(),
                "--account-lock.providers.tencent-postgres.secret-id=demo-key-id",
                "--account-lock.providers.tencent-postgres.secret-key=demo-key-secret");
    }

    /** The settings of a host that has people and rights, whether we are there or not. */
    static List<String> settings(String database) {
        return List.of(
                "--spring.datasource.url=" + database,
                "--camunda.bpm.admin-user.id=boss",
                "--camunda.bpm.admin-user.password=boss",
                "--camunda.bpm.authorization.enabled=true",
                "--camunda.bpm.history-level=full");
    }

    /** @param classPath in addition to the host's own */
    static Host start(Path folder, List<String> classPath, List<String> settings) {
        int port = ApplicationProcess.freePort();
        List<String> program = new ArrayList<>(List.of(
                "-cp",
                String.join(File.pathSeparator, classes(folder), libraries(folder) + "/*", String.join(":", classPath)),
                "com.example.host.HostApplication",
                "--server.port=" + port));
        program.addAll(settings);
        return new Host(
                ApplicationProcess.start(folder, Map.of(), program, port),
                value(settings, "--server.servlet.context-path=", ""),
                value(settings, "--camunda.bpm.process-engine-name=", "default"));
    }

    /**
     * As Camunda Run starts: one jar with a launcher that takes every jar of a folder beside, and {@code userlib} is that
     * folder. Its own artifacts are not published where we build.
     */
    static Host startLikeRun(Path folder, List<Path> userlib, List<String> settings) {
        try {
            Path library = Files.createDirectories(folder.resolve("configuration/userlib"));
            for (Path jar : userlib) {
                Files.copy(jar, library.resolve(jar.getFileName()));
            }
            int port = ApplicationProcess.freePort();
            List<String> program = new ArrayList<>(List.of(
                    "-Dloader.path=configuration/userlib",
                    "-jar",
                    launched(folder).toString(),
                    "--server.port=" + port));
            program.addAll(settings);
            return new Host(ApplicationProcess.start(folder, Map.of(), program, port), "", "default");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path launched(Path folder) throws IOException {
        Path file = folder.resolve("run.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.PropertiesLauncher");
        manifest.getMainAttributes().putValue("Start-Class", "com.example.host.HostApplication");
        manifest.getMainAttributes().putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        manifest.getMainAttributes().putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                JarFile application = new JarFile(System.getProperty("tested.exec-jar"))) {
            for (JarEntry entry : application.stream()
                    .filter(each ->
                            each.getName().startsWith("org/springframework/boot/loader/") && !each.isDirectory())
                    .toList()) {
                try (InputStream bytes = application.getInputStream(entry)) {
                    stored(jar, entry.getName(), bytes.readAllBytes());
                }
            }
            for (String directory : List.of("BOOT-INF/", "BOOT-INF/classes/", "BOOT-INF/lib/")) {
                stored(jar, directory, new byte[0]);
            }
            Path classes = Path.of(classes(folder));
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    stored(jar, "BOOT-INF/classes/" + classes.relativize(each), Files.readAllBytes(each));
                }
            }
            try (Stream<Path> files = Files.list(libraries(folder))) {
                for (Path each : files.toList()) {
                    stored(jar, "BOOT-INF/lib/" + each.getFileName(), Files.readAllBytes(each));
                }
            }
        }
        return file;
    }

    private static void stored(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }

    private static String value(List<String> settings, String name, String otherwise) {
        return settings.stream()
                .filter(each -> each.startsWith(name))
                .map(each -> each.substring(name.length()))
                .findFirst()
                .orElse(otherwise);
    }

    Host awaitReady() {
        process.awaitReady(context + "/engine-rest/engine");
        return this;
    }

    ApplicationProcess process() {
        return process;
    }

    /** Our plugin and what it brings, as Maven resolves it. */
    static List<String> withPlugin() {
        List<String> jars = new ArrayList<>(List.of(PLUGIN));
        jars.addAll(testLibraries("okhttp-jvm", "okio-jvm", "kotlin-stdlib", "annotations"));
        return jars;
    }

    /** Libraries that a host may have beside, out of the class path of the tests. */
    static List<String> testLibraries(String... names) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Arrays.stream(names)
                        .anyMatch(
                                name -> Path.of(entry).getFileName().toString().matches(name + "-\\d.*\\.jar")))
                .toList();
    }

    /** Flyway and Liquibase, for a host that has them. */
    static List<String> migrationLibraries() {
        return List.of(System.getProperty("tested.host-libraries") + "/*");
    }

    JsonNode rest(String user, String method, String path, Object body) {
        HttpResponse<String> response = send(user, method, "/engine-rest/engine/" + engine + "/" + path, body);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        try {
            return JSON.readTree(response.body().isEmpty() ? "null" : response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    HttpResponse<String> send(String user, String method, String path, Object body) {
        try {
            String login = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(UTF_8));
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + process.port() + context + path))
                    .header("Authorization", "Basic " + login)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A user whose password is the name, in the given groups, which are there. */
    void person(String name, String... groups) {
        rest(
                "boss",
                "POST",
                "user/create",
                Map.of(
                        "profile",
                                Map.of("id", name, "firstName", name, "lastName", name, "email", name + "@example.com"),
                        "credentials", Map.of("password", name)));
        for (String group : groups) {
            rest("boss", "PUT", "group/" + group + "/members/" + name, null);
        }
    }

    /** @return the id of the request */
    String request(String requester, String account) {
        Map<String, Object> variables = new HashMap<>();
        Map.of(
                        "provider", "tencent-postgres",
                        "region", "ap-guangzhou",
                        "instanceId", "postgres-demo01",
                        "accountName", account,
                        "reason", "Its password was found in a public repository.")
                .forEach((name, value) -> variables.put(name, Map.of("value", value)));
        return rest(requester, "POST", "process-definition/key/account-lock/start", Map.of("variables", variables))
                .path("id")
                .asText();
    }

    void approve(String manager, String request) {
        String task = await(
                "the approval",
                () -> rest(
                                manager,
                                "GET",
                                "task?processInstanceId=" + request + "&taskDefinitionKey=Task_ApproveLock",
                                null)
                        .path(0)
                        .path("id")
                        .asText());
        rest(manager, "POST", "task/" + task + "/claim", Map.of("userId", manager));
        String digest = rest(manager, "GET", "task/" + task + "/form-variables", null)
                .path("frozenDigest")
                .path("value")
                .asText();
        rest(
                manager,
                "POST",
                "task/" + task + "/submit-form",
                Map.of(
                        "variables",
                        Map.of("decision", Map.of("value", "approve"), "requestDigest", Map.of("value", digest))));
    }

    String awaitOutcome(String request) {
        return await(
                "the outcome",
                () -> rest(
                                "boss",
                                "GET",
                                "history/variable-instance?variableName=outcome&processInstanceId=" + request,
                                null)
                        .path(0)
                        .path("value")
                        .asText());
    }

    /** What is not empty at last. */
    String await(String what, Callable<String> asked) {
        try {
            return Awaitility.await(what).atMost(Duration.ofMinutes(1)).until(asked, answer -> !answer.isEmpty());
        } catch (ConditionTimeoutException late) {
            throw new IllegalStateException(
                    late.getMessage() + "\n" + rest("boss", "GET", "task", null) + rest("boss", "GET", "job", null)
                            + "\n" + process.log(),
                    late);
        }
    }

    /** The stranger's classes and models, beside the rest of the tests no more. */
    private static String classes(Path folder) {
        Path classes = folder.resolve("classes");
        try {
            Path packages = Files.createDirectories(classes.resolve("com/example/host"));
            Path tests = Path.of(Host.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            try (Stream<Path> files = Files.list(tests.resolve("com/example/host"))) {
                for (Path file : files.toList()) {
                    Files.write(packages.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
            Files.write(classes.resolve("host.bpmn"), Files.readAllBytes(tests.resolve("host/host.bpmn.xml")));
            Path flyways = Files.createDirectories(classes.resolve("db/migration"));
            Files.writeString(flyways.resolve("V1__orders.sql"), "create table orders (id int);");
            Path liquibases = Files.createDirectories(classes.resolve("db/changelog"));
            Files.writeString(
                    liquibases.resolve("db.changelog-master.sql"),
                    "--liquibase formatted sql\n--changeset host:1\ncreate table invoices (id int);\n");
            return classes.toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Camunda's starters and what they bring: as packed into our application, without what is only ours. */
    private static Path libraries(Path folder) {
        Path libraries = folder.resolve("libraries");
        if (Files.exists(libraries)) {
            return libraries;
        }
        try (JarFile application = new JarFile(System.getProperty("tested.exec-jar"))) {
            Files.createDirectories(libraries);
            List<String> brought = withPlugin().stream()
                    .map(jar -> Path.of(jar).getFileName().toString())
                    .toList();
            for (var entry : application.stream()
                    .filter(each -> each.getName().matches("BOOT-INF/lib/.+\\.jar"))
                    .toList()) {
                String name = entry.getName().substring("BOOT-INF/lib/".length());
                if (!name.matches(OURS_ONLY) && !brought.contains(name)) {
                    try (InputStream jar = application.getInputStream(entry)) {
                        Files.copy(jar, libraries.resolve(name));
                    }
                }
            }
            return libraries;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
