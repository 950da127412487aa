package io.github.accountlock.simulator;

/** Why a call is not carried out, in the words of the cloud that was called. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final long retryAfterMillis;

    private Refusal(int status, String code, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Tencent reports failures with status 200 as well (Responses, 409/16766, read 2025-11). */
    static Refusal tencent(String code, String message) {
        return new Refusal(200, code, message, 0);
    }

    static Refusal alibaba(int status, String code, String message) {
        return new Refusal(status, code, message, 0);
    }

    static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, 0);
    }

    /** The same refusal with a hint when to come back; 0 gives none. */
    Refusal retryAfterMillis(long millis) {
        return new Refusal(status, code, getMessage(), millis);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** Wait hint, 0 when there is none. */
    long retryAfterMillis() {
        return retryAfterMillis;
    }
}
