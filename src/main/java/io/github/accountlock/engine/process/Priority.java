package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Urgency;

/** Of our tasks, by which lists sort them; Camunda's own is 50. Emergencies stand first. */
final class Priority {

    static final int REMINDED = 80;
    static final int ESCALATED = 85;

    private static final int NORMAL = 50;
    private static final int EMERGENCY = 90;

    private Priority() {}

    static int of(Urgency urgency) {
        return urgency == Urgency.EMERGENCY ? EMERGENCY : NORMAL;
    }
}
