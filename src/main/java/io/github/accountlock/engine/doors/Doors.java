package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.deployment.TrustedModels;
import io.github.accountlock.engine.process.Comments;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.engine.process.Shown;
import io.github.accountlock.engine.process.Starts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every command of the engine, whoever sends it and by whatever API, and refuses what our processes do not
 * need. It stands inside the command's context: what it reads, the command finds in the cache.
 */
public final class Doors extends CommandInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private final DoorTable table;

    private Doors(DoorTable table) {
        this.table = table;
    }

    /** Has to be called before the engine is put together. */
    public static void install(
            ProcessEngineConfigurationImpl engine,
            TrustedModels trusted,
            Shown shown,
            Comments comments,
            Starts starts,
            BooleanSupplier inTransactionOfHost) {
        DoorTable table = new DoorTable(trusted, shown, comments);
        engine.setCustomPreCommandInterceptorsTxRequired(
                around(engine.getCustomPreCommandInterceptorsTxRequired(), inTransactionOfHost));
        engine.setCustomPreCommandInterceptorsTxRequiresNew(
                around(engine.getCustomPreCommandInterceptorsTxRequiresNew(), () -> false));
        engine.setCustomPostCommandInterceptorsTxRequired(
                with(table, shown, starts, engine.getCustomPostCommandInterceptorsTxRequired()));
        engine.setCustomPostCommandInterceptorsTxRequiresNew(
                with(table, shown, starts, engine.getCustomPostCommandInterceptorsTxRequiresNew()));
    }

    /** Whether no other plugin has taken them away. */
    public static boolean stand(ProcessEngineConfigurationImpl engine) {
        return engine.getCommandInterceptorsTxRequired().stream().anyMatch(Doors.class::isInstance)
                && engine.getCommandInterceptorsTxRequiresNew().stream().anyMatch(Doors.class::isInstance);
    }

    private static List<CommandInterceptor> with(
            DoorTable table, Shown shown, Starts starts, List<CommandInterceptor> ofTheHost) {
        List<CommandInterceptor> all = ofTheHost == null ? new ArrayList<>() : new ArrayList<>(ofTheHost);
        all.add(new Refused());
        all.add(new RefusedStarts(starts));
        all.add(new ShownForms(shown));
        all.add(new GivenBack());
        all.add(new SeenTasks());
        all.add(new RenewedClaims());
        all.add(new Doors(table));
        return all;
    }

    private static List<CommandInterceptor> around(
            List<CommandInterceptor> ofTheHost, BooleanSupplier inTransactionOfHost) {
        List<CommandInterceptor> all = new ArrayList<>(List.of(new Refused(), new TriedAgain(inTransactionOfHost)));
        all.addAll(ofTheHost == null ? List.of() : ofTheHost);
        return all;
    }

    @Override
    public <T> T execute(Command<T> command) {
        Optional<Door> door = table.of(command.getClass());
        if (door.isPresent()) {
            pass(door.get(), command);
        }
        return next.execute(command);
    }

    private static void pass(Door door, Command<?> command) {
        try {
            door.pass(command);
        } catch (Shut | Refusal refused) {
            log(command, refused);
            throw refused;
        }
    }

    /** Somebody should look at who goes around; who came too late, or wrote too much, was told what he needs to know. */
    private static void log(Command<?> command, RuntimeException refused) {
        String what = command.getClass().getSimpleName();
        String who = Context.getCommandContext().getAuthenticatedUserId();
        String why = refused.getMessage().replaceAll("\\p{Cntrl}", "?");
        if (refused instanceof Refusal refusal && refusal.kind().isSlip()) {
            LOG.info("LOCK-090 {} by {} refused: {}", what, who, why);
        } else {
            LOG.warn("LOCK-035 {} by {} refused: {}", what, who, why);
        }
    }
}
