package io.github.accountlock.provider;

import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Location;
import java.time.Duration;
import java.util.Optional;

/**
 * A provider call without a usable answer. The three kinds differ in what may be done next. The message is a sentence
 * with the path of the account or instance and, where the provider gave them, its code and request id; never a key, token or signature.
 */
public abstract sealed class ProviderException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final String requestId;
    private transient CloudAnswer answer;

    private ProviderException(Location location, String detail, String code, String requestId, Throwable cause) {
        super(sentence(location, detail, code, requestId), cause);
        this.code = code;
        this.requestId = requestId;
    }

    /** The provider's error code, where it gave one. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** The provider's request id, where it gave one. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** What the cloud answered, for people who audit; empty if nothing came, or the provider keeps nothing of it. */
    public Optional<CloudAnswer> answer() {
        return Optional.ofNullable(answer);
    }

    /** The same failure, with what the cloud answered. */
    public ProviderException answeredBy(CloudAnswer told) {
        answer = told;
        return this;
    }

    private static String sentence(Location location, String detail, String code, String requestId) {
        StringBuilder text = new StringBuilder(location.path()).append(": ").append(detail);
        if (code != null || requestId != null) {
            text.append(" (");
            if (code != null) {
                text.append("code ").append(code).append(requestId == null ? "" : ", ");
            }
            if (requestId != null) {
                text.append("request id ").append(requestId);
            }
            text.append(')');
        }
        return text.toString();
    }

    /** Nothing happened and the same call may succeed later: throttled, busy service, failed before it was sent. */
    public static final class Unavailable extends ProviderException {

        private static final long serialVersionUID = 1;

        private final boolean throttled;
        private final transient Optional<Duration> retryAfter;

        private Unavailable(
                Location location,
                String detail,
                String code,
                String requestId,
                boolean throttled,
                Duration retryAfter,
                Throwable cause) {
            super(location, detail, code, requestId, cause);
            this.throttled = throttled;
            this.retryAfter = Optional.ofNullable(retryAfter);
        }

        /** The service answered that it cannot serve now. {@code code} and {@code requestId} may be null. */
        public static Unavailable busy(Location location, String detail, String code, String requestId) {
            return new Unavailable(location, detail, code, requestId, false, null, null);
        }

        /** The call failed before it was sent, or (reads only) its answer was lost. */
        public static Unavailable notReached(Location location, String detail, Throwable cause) {
            return new Unavailable(location, detail, null, null, false, null, cause);
        }

        /** The provider's rate limit was met. {@code retryAfter} is the provider's hint and may be null. */
        public static Unavailable throttled(
                Location location, String detail, String code, String requestId, Duration retryAfter) {
            return new Unavailable(location, detail, code, requestId, true, retryAfter, null);
        }

        /** Whether waiting says nothing about the target, so that it must not count as a failure. */
        public boolean isThrottled() {
            return throttled;
        }

        /** How long the provider asked us to wait. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** The request left, its outcome is open: read the state before doing anything else. */
    public static final class AnswerLost extends ProviderException {

        private static final long serialVersionUID = 1;

        public AnswerLost(Location location, String detail, String code, String requestId, Throwable cause) {
            super(location, detail, code, requestId, cause);
        }
    }

    /** The provider refused. Nothing happened and the same call will fail again unless something is changed. */
    public static final class Refused extends ProviderException {

        private static final long serialVersionUID = 1;

        private final Reason reason;

        public Refused(Reason reason, Location location, String detail, String code, String requestId) {
            super(location, detail, code, requestId, null);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** What was refused decides who can help. */
    public enum Reason {
        /** The instance or account is not there. */
        NOT_FOUND,
        /** The instance or account is busy or in a state that forbids the change. */
        CONFLICT,
        /** Our key, its permission, or an allow-list. */
        AUTH,
        /** A token that expired or a clock that is off: one more signed attempt may succeed. */
        STALE_CREDENTIALS,
        /** Our request or configuration is wrong. */
        CALLER
    }
}
