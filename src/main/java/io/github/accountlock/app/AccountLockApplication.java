package io.github.accountlock.app;

import io.github.accountlock.app.audit.AuditCommand;
import io.github.accountlock.app.client.ClientCommand;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.simulator.SimulatedClouds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.mustache.MustacheAutoConfiguration;

/**
 * Account Lock Flow as a program: the engine with our plugin and Camunda's web applications. With a command it does that and
 * nothing else, and starts no application for it; {@code --help} names them.
 */
@SpringBootApplication(exclude = MustacheAutoConfiguration.class)
public class AccountLockApplication {

    private static final int SIMULATOR_PORT = 8090;
    private static final int WRONG_USAGE = 2;

    private static final String USAGE = """
            Account Lock Flow: locks database accounts in clouds, by a process with an approval and evidence.

              java -jar account-lock-flow-exec.jar [--setting=value …]

            starts the application; settings are those of Spring Boot and account-lock.… (src/docs/configuration.md).
            Without keys and database: --spring.profiles.active=demo. Ports: --server.port, --account-lock.simulator.port.

            Commands, which start no application:
              audit verify …          checks the whole ledger, or one request; audit without more says how
              audit export …          the ledger as CSV or JSON
              policy digest FILE      the name by which account-lock.trusted-policies trusts an approval policy
              request, status, wait, approve, reject, withdraw, list
                                      ask, decide and watch over REST where it runs; request --help says how
              simulated-clouds [PORT] only the simulated clouds; default port 8090
              --help                  this text
            Exit codes: 0 done, 1 refused to start or unsound, 2 wrong usage; those over REST have more.""";

    /** Starts the application; ends with exit code 1 and one message when something unsafe or missing is configured. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> given = List.of(arguments);
        List<String> asked = given.isEmpty() ? given : given.subList(1, given.size());
        String first = given.isEmpty() ? "" : given.get(0);
        switch (first) {
            case "simulated-clouds" -> simulatedClouds(asked);
            case "audit" -> System.exit(new AuditCommand(System.out, System.err, new DemoEvidenceKey()).run(asked));
            case "policy" -> System.exit(policy(asked));
            case "--help", "-h", "help" -> System.out.println(USAGE);
            default -> {
                if (ClientCommand.knows(first)) {
                    System.exit(
                            new ClientCommand(System.getenv(), System.in, System.out, System.err).run(first, asked));
                }
                if (!first.isEmpty() && !first.startsWith("--")) {
                    refuse("There is no command \"" + first + "\".");
                }
                start(arguments);
            }
        }
    }

    private static void start(String[] arguments) {
        SpringApplication application = new SpringApplication(AccountLockApplication.class);
        application.addListeners(new DemoEvidenceKey());
        application.addInitializers(new StartCheck(), new TracingSwitch());
        application.run(arguments);
    }

    private static void simulatedClouds(List<String> asked) throws InterruptedException {
        String port = asked.isEmpty() ? Integer.toString(SIMULATOR_PORT) : asked.get(0);
        if (asked.size() > 1 || !port.matches("[1-9][0-9]{0,4}")) {
            refuse("simulated-clouds takes a port and nothing else, not \"" + String.join(" ", asked) + "\".");
        }
        SimulatedClouds.start(Integer.parseInt(port), Clock.systemUTC());
        Thread.currentThread().join();
    }

    private static void refuse(String sentence) {
        System.err.println(sentence + "\n\n" + USAGE);
        System.exit(WRONG_USAGE);
    }

    /** The digest by which {@code account-lock.trusted-policies} names a company's own policy. */
    private static int policy(List<String> asked) {
        try {
            if (asked.size() != 2 || !asked.get(0).equals("digest")) {
                throw new IOException("usage: policy digest FILE");
            }
            System.out.println(Sha256.hex(Files.readAllBytes(Path.of(asked.get(1)))));
            return 0;
        } catch (NoSuchFileException missing) {
            System.err.println("policy: there is no file " + missing.getMessage());
        } catch (IOException wrong) {
            System.err.println(wrong.getMessage());
        }
        return 2;
    }
}
