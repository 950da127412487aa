package io.github.accountlock.provider.http;

/** What a provider's error code means for what may be done next. Each provider has a table from code to kind. */
public enum ErrorKind {
    /** The rate limit was met; nothing happened. */
    THROTTLED,
    /** A fault of the service; whether a change happened is open. */
    TRANSIENT,
    /** Our request or configuration is wrong. */
    CALLER,
    /** Our key, its permission, or an allow-list. */
    AUTH,
    /** A temporary token that expired. */
    EXPIRED_TOKEN,
    /** Our clock is off, as the provider sees it. */
    CLOCK,
    /** The instance or account is not there. */
    NOT_FOUND,
    /** The instance or account is busy or in a state that forbids the change. */
    CONFLICT
}
