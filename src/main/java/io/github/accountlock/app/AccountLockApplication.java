package io.github.accountlock.app;

import io.github.accountlock.app.audit.AuditCommand;
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

/**
 * Account Lock Flow as a program: the engine with our plugin and Camunda's web applications. With the single argument
 * {@code simulated-clouds} it runs nothing but the simulated clouds; with {@code audit …} it checks or exports the ledger; with
 * {@code policy digest FILE} it prints the name under which an approval policy can be trusted.
 */
@SpringBootApplication
public class AccountLockApplication {

    private static final int SIMULATOR_PORT = 8090;

    /** Starts the application; ends with exit code 1 and one message when something unsafe or missing is configured. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("simulated-clouds")) {
            SimulatedClouds.start(SIMULATOR_PORT, Clock.systemUTC());
            Thread.currentThread().join();
            return;
        }
        if (arguments.length > 0 && arguments[0].equals("audit")) {
            List<String> asked = List.of(arguments).subList(1, arguments.length);
            System.exit(new AuditCommand(System.out, System.err, new DemoEvidenceKey()).run(asked));
        }
        if (arguments.length > 0 && arguments[0].equals("policy")) {
            System.exit(policy(List.of(arguments).subList(1, arguments.length)));
        }
        SpringApplication application = new SpringApplication(AccountLockApplication.class);
        application.addListeners(new DemoEvidenceKey());
        application.addInitializers(new StartCheck());
        application.run(arguments);
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
