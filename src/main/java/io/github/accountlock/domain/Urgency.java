package io.github.accountlock.domain;

/** How fast a request has to be decided. */
public enum Urgency {
    NORMAL,
    EMERGENCY
}
