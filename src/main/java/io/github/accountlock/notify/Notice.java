package io.github.accountlock.notify;

import java.time.Instant;

/**
 * One row of the outbox.
 *
 * @param channel nothing as long as nobody has looked who is to be told
 * @param receiver a user's id, or the name of a webhook
 * @param detail what the facts do not say, for example an incident's message; may be empty
 * @param dueAt when it is tried next, UTC
 * @param attempts how often it was tried
 * @param error why the last attempt failed; may be empty
 */
public record Notice(
        String id,
        String requestId,
        Occasion occasion,
        Channel channel,
        String receiver,
        String detail,
        Instant dueAt,
        int attempts,
        String error) {

    /** How a notice travels. */
    public enum Channel {
        UNADDRESSED,
        MAIL,
        WEBHOOK
    }
}
