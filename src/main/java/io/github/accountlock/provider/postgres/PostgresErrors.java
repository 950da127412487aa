package io.github.accountlock.provider.postgres;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.sql.SQLException;

/**
 * What an error of PostgreSQL means (appendix PostgreSQL Error Codes, version 16). A change is one transaction: as long as
 * its commit has not been sent, nothing has happened, whatever went wrong.
 */
final class PostgresErrors {

    private PostgresErrors() {}

    /** Of a read, or of a change before its commit. */
    static ProviderException nothingHappened(Location location, String what, SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        String detail = what + ": " + words(error);
        return switch (state) {
            case "53300" -> Unavailable.throttled(location, detail, state, null, null);
            case "42704" -> new Refused(Reason.NOT_FOUND, location, detail, state, null);
            case "55006", "55P03" -> new Refused(Reason.CONFLICT, location, detail, state, null);
            case "42501" -> new Refused(Reason.AUTH, location, detail, state, null);
            case "3D000" -> new Refused(Reason.CALLER, location, detail, state, null);
            default ->
                state.startsWith("28")
                        ? new Refused(Reason.AUTH, location, detail, state, null)
                        : Unavailable.busy(location, detail, state.isEmpty() ? null : state, null);
        };
    }

    /** Of a commit, or of what comes behind it. */
    static ProviderException mayHaveHappened(AccountRef account, String what, SQLException error) {
        return new AnswerLost(
                account,
                what + ": " + words(error) + "; it may have taken effect, read the account before repeating",
                error.getSQLState(),
                null,
                null);
    }

    /** The first line; the driver puts positions and hints behind it. */
    private static String words(SQLException error) {
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? "no message"
                : message.lines().findFirst().orElseThrow();
    }
}
