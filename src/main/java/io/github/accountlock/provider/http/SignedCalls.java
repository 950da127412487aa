package io.github.accountlock.provider.http;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Pace;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Request;

/** The way of every call: wait for a turn, sign with the credentials and time of now, send once. Thread-safe. */
public final class SignedCalls {

    /** A job that waits blocks an executor thread; past this it is better put back. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Of the key's id: tells accounts of the cloud apart in names that are kept. */
    private static final int FINGERPRINT = 12;

    /** Makes the request. Called after the wait, so that the signature is fresh. */
    public interface Signing {
        SignedRequest sign(Credentials credentials, Instant now);
    }

    public record SignedRequest(Request request, String signature) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** @param redaction hides what the request carried from every text of the answer */
    public record Reply(Answer answer, Redaction redaction) {

        /** What auditors see of it. */
        public CloudAnswer copy(RemoteCall call) {
            String account = call.location() instanceof AccountRef one ? one.accountName() : "";
            return new AuditCopy(account, redaction).of(answer);
        }
    }

    private final CallLimits limits;
    private final Wire wire;
    private final Pace pace;
    private final CredentialsSource credentials;
    private final ProviderClock clock;

    public SignedCalls(
            CallLimits limits, Egress egress, Pace pace, CredentialsSource credentials, ProviderClock clock) {
        this.limits = limits;
        this.wire = new Wire(limits, egress);
        this.pace = pace;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** @throws ProviderException if there is no complete answer; an answer that says no is returned */
    public Reply send(RemoteCall call, Duration interval, Deadline deadline, Signing signing) {
        takeTurn(call, interval, deadline);
        deadline.start();
        if (deadline.left().isZero()) {
            throw Unavailable.notReached(call.location(), call.action() + " was not sent: out of time", null);
        }
        Credentials current = credentials(call.location());
        SignedRequest signed = signing.sign(current, clock.now());
        Redaction redaction = new Redaction(current, signed.signature());
        try {
            return new Reply(
                    wire.send(signed.request(), shorter(limits.callTimeout(), deadline.left()), deadline.by()),
                    redaction);
        } catch (NotAnswered failure) {
            throw call.notAnswered(failure, redaction);
        }
    }

    private void takeTurn(RemoteCall call, Duration interval, Deadline deadline) {
        Duration longest = deadline.isStarted() ? shorter(LONGEST_WAIT, deadline.left()) : LONGEST_WAIT;
        String account = Sha256.hex(credentials(call.location()).keyId()).substring(0, FINGERPRINT);
        String action = call.location().provider() + "/" + call.action() + "/" + account;
        try {
            pace.takeTurn(action, interval, longest).ifPresent(wait -> {
                String detail = call.action() + " was not sent: our own rate limit for it is used up";
                throw Unavailable.throttled(call.location(), detail, null, null, wait);
            });
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            String detail = call.action() + " was not sent: interrupted while waiting for its turn";
            throw Unavailable.notReached(call.location(), detail, interrupted);
        }
    }

    private Credentials credentials(Location location) {
        try {
            return credentials.current();
        } catch (CredentialsSource.Unusable unusable) {
            throw new Refused(Reason.AUTH, location, "no usable credentials: " + unusable.getMessage(), null, null);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
