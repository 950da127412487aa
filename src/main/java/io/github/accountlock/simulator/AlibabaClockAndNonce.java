package io.github.accountlock.simulator;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * What both Alibaba schemes have in common: a clock at most 15 minutes off and a nonce that works once
 * (gateway-wide client error codes, read 2025-11).
 */
final class AlibabaClockAndNonce {

    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(15);

    private final Clock clock;
    private final Nonces nonces;

    AlibabaClockAndNonce(Clock clock) {
        this.clock = clock;
        this.nonces = new Nonces(clock);
    }

    void checkTime(String text) {
        if (!text.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z")) {
            throw badFormat();
        }
        try {
            if (Duration.between(Instant.parse(text), clock.instant()).abs().compareTo(TOLERATED_SKEW) > 0) {
                throw CommonRefusals.clockOff(Cloud.ALIBABA);
            }
        } catch (DateTimeException noSuchDate) {
            throw badFormat();
        }
    }

    /** To be called with a proven signature only, else a stranger could use up nonces. */
    void useNonce(String keyId, String nonce) {
        if (!nonces.firstUse(keyId, nonce)) {
            throw Refusal.alibaba(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
        }
    }

    private static Refusal badFormat() {
        return Refusal.alibaba(
                400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");
    }

    static Refusal doesNotMatch() {
        return Refusal.alibaba(
                400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
    }

    static Refusal unknownKey() {
        return Refusal.alibaba(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }

    static Refusal incomplete() {
        return Refusal.alibaba(
                400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
    }
}
