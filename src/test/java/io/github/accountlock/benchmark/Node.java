package io.github.accountlock.benchmark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link NodeMain} and the line to it. Its log is {@code target/benchmark-SUBJECT-NUMBER.log}. */
final class Node implements AutoCloseable {

    private static int started;

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    Node(String subject, String database, StubCloud cloud, int threads) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx768m",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName(),
                subject,
                database,
                cloud.uri().toString(),
                Integer.toString(threads)));
        process = new ProcessBuilder(command)
                .redirectError(new File("target/benchmark-" + subject + "-" + ++started + ".log"))
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @return itself, when it is ready */
    Node ready() throws IOException {
        answer();
        return this;
    }

    void say(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** What it says when it has done the last thing it was told: nanoseconds of processor time that it has used. */
    long answer() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals("= ready")) {
                return 0;
            }
            if (line.startsWith("= ")) {
                return Long.parseLong(line.substring(2));
            }
        }
        throw new IOException("the node is gone; see its log in target");
    }

    long cpu() throws IOException {
        say("cpu");
        return answer();
    }

    @Override
    public void close() throws IOException {
        in.close();
        process.destroy();
    }
}
