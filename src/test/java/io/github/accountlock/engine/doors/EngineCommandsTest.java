package io.github.accountlock.engine.doors;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.engine.deployment.TrustedModels;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.junit.jupiter.api.Test;

/** Every command of the engine is thought about; another engine brings others. */
class EngineCommandsTest {

    private static final String ENGINE = "org.camunda.bpm.engine.impl.";

    private final DoorTable doors =
            new DoorTable(TrustedModels.none(), requestId -> java.util.Map.of(), (request, task, text) -> {});

    @Test
    void everyCommandOfTheEngineIsClassified() throws Exception {
        assertThat(listed("")).isEqualTo(commandsOfTheEngine());
    }

    @Test
    void commandsThatAreNoHarmlessOnesHaveADoorAndNoOthersDo() throws Exception {
        Set<String> withDoor = commandsOfTheEngine().stream()
                .filter(name -> doors.of(type(name)).isPresent())
                .collect(toCollection(TreeSet::new));
        Set<String> dangerous = listed("shut");
        dangerous.addAll(listed("looked at"));

        assertThat(withDoor).isEqualTo(dangerous);
    }

    private static Set<String> listed(String verdict) throws IOException {
        Set<String> names = new TreeSet<>();
        boolean wanted = false;
        for (String line : table().lines().toList()) {
            if (line.startsWith("[")) {
                wanted = line.startsWith("[" + verdict);
            } else if (wanted && !line.isBlank()) {
                assertThat(names.add(line)).as(line + " is listed once").isTrue();
            }
        }
        return names;
    }

    private static String table() throws IOException {
        try (InputStream in = EngineCommandsTest.class.getResourceAsStream("/engine-commands.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> commandsOfTheEngine() throws IOException, URISyntaxException {
        Path jar = Path.of(Command.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile engine = new JarFile(jar.toFile())) {
            return engine.stream()
                    .map(entry -> entry.getName().replace('/', '.'))
                    .filter(name -> name.startsWith(ENGINE) && name.endsWith(".class"))
                    .map(name -> name.substring(ENGINE.length(), name.length() - ".class".length()))
                    .filter(EngineCommandsTest::isCommand)
                    .collect(toCollection(TreeSet::new));
        }
    }

    private static boolean isCommand(String name) {
        try {
            return Command.class.isAssignableFrom(type(name))
                    && !Modifier.isAbstract(type(name).getModifiers());
        } catch (LinkageError needsWhatWeDoNotHave) {
            return false;
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(ENGINE + name, false, EngineCommandsTest.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
