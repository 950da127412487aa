package io.github.accountlock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that were compiled against something else than this plugin. */
class CallsOfOursTest {

    /** What an {@code Endpoint} of another release, or one with other names, might be. */
    private static final String ANOTHER_ENDPOINT = """
            package io.github.accountlock.provider.http;
            public class Endpoint {
                public Endpoint(String url) {}
                public static final Object NONE = new Object();
                public static Endpoint of(String url) { return null; }
                public String url() { return null; }
                public static final class Parts { public static int count() { return 1; } }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void examplesCallsAreAllThere() {
        assertThat(CallsOfOurs.broken(com.example.acme.AcmeFactory.class)).isEmpty();
    }

    @Test
    void callThatIsThereIsSound() throws Exception {
        assertThat(broken("Endpoint.of(\"http://127.0.0.1\").hashCode()")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Endpoint.of(null).url(), Endpoint.url ()Ljava/lang/String;",
        "new Endpoint(null), Endpoint.<init> (Ljava/lang/String;)V",
        "Endpoint.NONE, Endpoint.NONE Ljava/lang/Object;",
        "Endpoint.Parts.count(), Endpoint$Parts.count ()I"
    })
    void callThatLeadsNowhereIsTold(String call, String told) throws Exception {
        assertThat(broken(call).orElseThrow())
                .startsWith("its class com.example.other.Calls calls io.github.accountlock.provider.http." + told)
                .endsWith("it was built for another release, or packed with other names than the plugin's jar has");
    }

    /** From the factory on, through the jar that it is in; what it was compiled against is not there any more. */
    private Optional<String> broken(String call) throws Exception {
        String api = compiled("api", "", "io/github/accountlock/provider/http/Endpoint", ANOTHER_ENDPOINT);
        compiled(
                "jar",
                api,
                "com/example/other/Calls",
                "package com.example.other;\nimport io.github.accountlock.provider.http.Endpoint;\n"
                        + "public class Calls { Object call() { return " + call + "; } }\n");
        String jar = compiled("jar", folder.resolve("jar").toString(), "com/example/other/OtherFactory", """
                package com.example.other;
                public class OtherFactory { Object[] calls = { new Calls[0], 1L, 2.0 }; }
                """);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {Path.of(jar).toUri().toURL()}, getClass().getClassLoader())) {
            return CallsOfOurs.broken(loader.loadClass("com.example.other.OtherFactory"));
        }
    }

    private String compiled(String into, String classPath, String name, String text) throws IOException {
        Path file = folder.resolve("sources").resolve(name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        String classes = Files.createDirectories(folder.resolve(into)).toString();
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, "-d", classes, file.toString()))
                .isZero();
        return classes;
    }
}
