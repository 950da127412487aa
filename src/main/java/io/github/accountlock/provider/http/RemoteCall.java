package io.github.accountlock.provider.http;

import io.github.accountlock.domain.Location;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Duration;

/**
 * One call of a provider's action, and what its failures mean. The same failure means different things: a read whose
 * answer was lost is simply repeated, a change whose answer was lost may have happened.
 *
 * @param location the account, or the instance where the call is about all of its accounts
 * @param action the provider's name of it
 * @param change whether the action changes the account
 */
public record RemoteCall(Location location, String action, boolean change) {

    private static final String READ_FIRST = "; it may have taken effect, read the account before repeating";

    /**
     * What a provider said about a failed call. All but the message may be null.
     *
     * @param retryAfter the provider's hint how long to wait
     */
    public record Failure(String code, String message, String requestId, Duration retryAfter) {}

    /** No complete answer arrived. */
    public ProviderException notAnswered(NotAnswered failure, Redaction redaction) {
        String detail = redaction.clean(failure.getMessage());
        Throwable cause = redaction.harmless(failure);
        if (!failure.sent()) {
            return Unavailable.notReached(location, action + " was not sent: " + detail, cause);
        }
        if (change) {
            return new AnswerLost(location, action + " was not answered: " + detail + READ_FIRST, null, null, cause);
        }
        return Unavailable.notReached(location, action + " was not answered: " + detail, cause);
    }

    /** An answer arrived that the provider's API does not know: from a gateway in between, or cut. */
    public ProviderException broken(String detail, String requestId) {
        return failed(ErrorKind.TRANSIENT, new Failure(null, detail, requestId, null));
    }

    /** The provider answered with an error. */
    public ProviderException failed(ErrorKind kind, Failure failure) {
        return switch (kind) {
            case THROTTLED ->
                Unavailable.throttled(
                        location,
                        action + " was throttled: " + failure.message,
                        failure.code,
                        failure.requestId,
                        failure.retryAfter);
            case TRANSIENT -> fault(failure);
            case CALLER -> refused(Reason.CALLER, failure);
            case AUTH -> refused(Reason.AUTH, failure);
            case EXPIRED_TOKEN, CLOCK -> refused(Reason.STALE_CREDENTIALS, failure);
            case NOT_FOUND -> refused(Reason.NOT_FOUND, failure);
            case CONFLICT -> refused(Reason.CONFLICT, failure);
        };
    }

    private ProviderException fault(Failure failure) {
        String detail = action + " failed at the provider: " + failure.message;
        return change
                ? new AnswerLost(location, detail + READ_FIRST, failure.code, failure.requestId, null)
                : Unavailable.busy(location, detail, failure.code, failure.requestId);
    }

    private Refused refused(Reason reason, Failure failure) {
        return new Refused(
                reason, location, action + " was refused: " + failure.message, failure.code, failure.requestId);
    }
}
