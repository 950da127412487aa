package io.github.accountlock.cockpit;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a request's timeline.
 *
 * @param at ISO 8601 UTC
 * @param kind what the line is filtered by: request, approval, comment, refused, call, verification, state, end, activity, task,
 *     decision, variable, operation, job, incident
 * @param title what happened, a few words
 * @param who the person, or empty for the system
 * @param detail a sentence or empty
 * @param danger whether somebody worked around the process: such lines stand out
 * @param millis how long it took, or null
 * @param source {@code ledger} or {@code engine}
 * @param facts names and texts
 * @param answer what the cloud answered, which is kept beside the ledger; or empty
 */
record TimelineRow(
        String at,
        String kind,
        String title,
        String who,
        String detail,
        boolean danger,
        Long millis,
        String source,
        Map<String, String> facts,
        String answer) {

    static TimelineRow ledger(
            Instant at,
            String kind,
            String title,
            String who,
            String detail,
            boolean danger,
            Map<String, String> facts) {
        return new TimelineRow(at.toString(), kind, title, who, detail, danger, null, "ledger", facts, "");
    }

    static TimelineRow engine(
            Instant at,
            String kind,
            String title,
            String who,
            String detail,
            boolean danger,
            Map<String, String> facts) {
        return new TimelineRow(at.toString(), kind, title, who, detail, danger, null, "engine", facts, "");
    }

    TimelineRow answered(String text) {
        return new TimelineRow(at, kind, title, who, detail, danger, millis, source, facts, text);
    }

    TimelineRow standingOut() {
        return new TimelineRow(at, kind, title, who, detail, true, millis, source, facts, answer);
    }

    TimelineRow lasting(Long millis) {
        return new TimelineRow(at, kind, title, who, detail, danger, millis, source, facts, answer);
    }
}
