package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.engine.process.TooEarly;
import io.github.accountlock.provider.ProviderException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/**
 * Stands around everything that the engine does for a command, and hands out why it was refused as it was said, not as the
 * engine has wrapped it. It remembers the last one of the thread for those who answer over HTTP, where the engine's REST has
 * only words left. It stands inside of the transaction, too: where a rollback fails, its failure hides the reason.
 */
public final class Refused extends CommandInterceptor {

    private static final ThreadLocal<Throwable> LAST = new ThreadLocal<>();

    /** A database that cannot be reached, that shuts down (57P), or that only reads, as PostgreSQL says it. */
    private static final Pattern AWAY = Pattern.compile("(08|57P|25006).*");

    /** Why the last command of this thread was refused or could not be done; empty if it was neither. */
    public static Optional<Throwable> last() {
        return Optional.ofNullable(LAST.get());
    }

    /** To be called before and after what is answered. */
    public static void forget() {
        LAST.remove();
    }

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (RuntimeException failed) {
            Throwable reason = reason(failed);
            if (reason != null) {
                LAST.set(reason);
            }
            throw reason instanceof Refusal || reason instanceof Shut || reason instanceof TooEarly
                    ? (RuntimeException) reason
                    : failed;
        }
    }

    /** A refusal of ours, or that our database is away; null if it is something else, as that a provider's database is. */
    public static Throwable reason(Throwable failed) {
        for (Throwable cause = failed;
                cause != null && !(cause instanceof ProviderException);
                cause = cause.getCause()) {
            if (cause instanceof Refusal || cause instanceof Shut || cause instanceof TooEarly || isAway(cause)) {
                return cause;
            }
        }
        return null;
    }

    /** Whether the database was not there to be asked, or could not write. */
    public static boolean isAway(Throwable cause) {
        return cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLException failed
                        && failed.getSQLState() != null
                        && AWAY.matcher(failed.getSQLState()).matches();
    }
}
