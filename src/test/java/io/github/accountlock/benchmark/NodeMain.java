package io.github.accountlock.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A node: a JVM of its own with one {@link Subject}, told by lines what its people do. Arguments: subject, database, cloud,
 * threads of the job executor. Lines: {@code start FROM COUNT}, {@code approve FROM COUNT}, {@code cpu}. Each is answered by
 * one line {@code = RESULT}.
 */
final class NodeMain {

    private static final int PEOPLE = 4;

    private NodeMain() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        Map<Integer, String> requests = new ConcurrentHashMap<>();
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Subject subject = arguments[0].equals("ours")
                ? Engines.ours(arguments[1], arguments[2], Integer.parseInt(arguments[3]))
                : Engines.naive(arguments[1], arguments[2])) {
            out.println("= ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "start" -> each(people, words, number -> requests.put(number, subject.start(number)));
                    case "approve" -> each(people, words, number -> subject.approve(requests.remove(number)));
                    default -> {
                        // Only asks for the processor time.
                    }
                }
                out.println("= "
                        + ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
            }
        }
        people.shutdownNow();
    }

    private interface Act {
        void on(int number);
    }

    private static void each(ExecutorService people, String[] words, Act act) throws Exception {
        int from = Integer.parseInt(words[1]);
        for (Future<?> done : IntStream.range(from, from + Integer.parseInt(words[2]))
                .mapToObj(number -> people.submit(() -> act.on(number)))
                .toList()) {
            done.get();
        }
    }
}
