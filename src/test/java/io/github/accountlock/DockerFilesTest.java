package io.github.accountlock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** No Docker engine is needed to notice that the files no longer fit the application. */
class DockerFilesTest {

    private final String pom = read("pom.xml");
    private final String application = read("src/main/resources/application.yaml");
    private final String dockerfile = read("docker/Dockerfile");
    private final String compose = read("docker/compose.yaml");

    @Test
    void jarNameIsTheOneThatMavenBuilds() {
        String version = first(pom, "<artifactId>account-lock-flow</artifactId>\\s*<version>([^<]+)</version>");

        assertThat(dockerfile).contains("target/account-lock-flow-" + version + "-exec.jar");
        assertThat(compose).contains("image: account-lock-flow:" + version);
        assertThat(pom).contains("<classifier>exec</classifier>");
    }

    @Test
    void portsAreThoseOfTheApplication() {
        String port = first(application, "(?m)^server:\\s+port: (\\d+)");

        assertThat(dockerfile)
                .contains("EXPOSE " + port)
                .contains("http://127.0.0.1:" + port + "/actuator/health/readiness");
        assertThat(compose).contains("127.0.0.1:" + port + ":" + port);
        assertThat(read("docker/simulated.env"))
                .contains("http://127.0.0.1:" + first(application, "simulator.port: (\\d+)"));
    }

    @Test
    void everyVariableOfTheApplicationCanBeSetAndNoOther() {
        Set<String> known = all(application, "\\$\\{([A-Z_]+):?}");
        Set<String> given = all(compose, "(?m)^      ([A-Z_]+):");
        given.removeIf(name -> name.startsWith("POSTGRES_"));

        assertThat(given).isEqualTo(known);
        Set<String> asked = all(read("docker/production.env.template"), "(?m)^([A-Z_]+)=");
        asked.remove("POSTGRES_PASSWORD");
        assertThat(known).containsAll(asked);
    }

    @Test
    void containerRunsWithoutRootAndOnPostgreSql16() {
        assertThat(dockerfile).contains("USER 10001").contains("HEALTHCHECK");
        assertThat(compose).contains("read_only: true").contains("cap_drop: [ALL]");
        assertThat(compose).contains("image: postgres:16").contains("network_mode: \"service:app\"");
    }

    @Test
    void commandsAreOnThePathOfTheContainer() {
        String folder = first(dockerfile, "(?m)^WORKDIR (/app)$");
        String jar = first(dockerfile, "-exec.jar (\\S+)\n");

        assertThat(dockerfile).contains("COPY docker/account-lock /usr/local/bin/account-lock");
        assertThat(read(".dockerignore").lines()).contains("!docker/account-lock");
        assertThat(Path.of("docker/account-lock")).isExecutable();
        assertThat(read("docker/account-lock")).contains(":-" + folder + "/" + jar + "}");
    }

    @Test
    void kubernetesRunsTheSameImageTwice() {
        List<Map<String, Object>> parts = new ArrayList<>();
        new Yaml().loadAll(read("docker/kubernetes.yaml")).forEach(part -> parts.add(asMap(part)));
        Map<String, Object> deployment = asMap(parts.get(0).get("spec"));
        Map<String, Object> pod = asMap(asMap(deployment.get("template")).get("spec"));
        Map<String, Object> app = asMap(((List<?>) pod.get("containers")).get(0));

        assertThat(parts)
                .extracting(part -> part.get("kind"))
                .containsExactly("Deployment", "PodDisruptionBudget", "Service");
        assertThat(deployment.get("replicas")).isEqualTo(2);
        assertThat(compose).contains("image: " + app.get("image"));
        assertThat(asMap(pod.get("securityContext")).get("runAsUser")).isEqualTo(10001);
        assertThat(asMap(app.get("securityContext"))).containsEntry("readOnlyRootFilesystem", true);
        assertThat(((List<?>) app.get("env"))
                        .stream().map(each -> (String) asMap(each).get("name")))
                .allMatch(all(compose, "(?m)^      ([A-Z_]+):")::contains);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object yaml) {
        return (Map<String, Object>) yaml;
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static Set<String> all(String text, String pattern) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
