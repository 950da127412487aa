package io.github.accountlock.metrics;

import java.util.List;

/** Everything that is measured. No tag names an account or a person; the page {@code operations.md} shows the same table. */
public enum Metric {
    /** Tags: how the request ended, or {@code DELETED}. */
    REQUESTS_ENDED("accountlock.requests.ended", "Requests that ended on this node", "outcome"),
    /** Tags: {@link Backlog.Stage}. */
    REQUESTS_OPEN("accountlock.requests.open", "Requests that have not ended, of all nodes", "stage"),
    REQUESTS_OLDEST("accountlock.requests.oldest", "Age of the oldest request that has not ended", "stage"),
    INCIDENTS_OPEN("accountlock.incidents.open", "Incidents of requests that have not ended, of all nodes"),
    /** Tags: {@code waiting} (their time has come) or {@code dead} (an operator has to look). */
    MESSAGES("accountlock.messages", "Messages to people that are not sent, of all nodes", "state"),
    /** Tags: {@code retry}, {@code put_back} (nothing is counted against the job) or {@code incident}. */
    JOBS_FAILED("accountlock.jobs.failed", "Steps that failed on this node, by what becomes of them", "next"),
    /** Tags: the provider; {@code read}, {@code list}, {@code lock} or {@code unlock}; what came back, see {@link MeasuredProvider}. */
    PROVIDER_CALLS(
            "accountlock.provider.calls",
            "Calls of a cloud with the wait for their turn",
            "provider",
            "action",
            "answer"),
    /** Tags: the provider, and the name of the action there. */
    PACING_DELAY("accountlock.pacing.delay", "How long calls waited for their turn", "provider", "action"),
    PACING_REFUSED("accountlock.pacing.refused", "Calls that were not sent: no turn near enough", "provider", "action"),
    /** Tags: {@code commit} (on its own), {@code join} (in the engine's transaction) or {@code refused} (an attempt). */
    LEDGER_APPEND("accountlock.ledger.append", "How long writing one fact took", "way"),
    /** Tags: what the account showed, as {@code Difference} names it, or {@code no_answer}. */
    READINGS("accountlock.readings", "Accounts that are held, compared with their cloud by this node", "showed"),
    READING_OLDEST("accountlock.readings.oldest", "Age of the oldest of the last readings of what is held"),
    HOLDS_DIFFERING("accountlock.holds.differing", "Holds whose account is not so at its cloud, of all nodes"),
    VERIFICATION_AGE("accountlock.verification.age", "Time since this node last checked the whole ledger"),
    VERIFICATION_SOUND("accountlock.verification.sound", "1 if that check found nothing, else 0");

    private final String id;
    private final String description;
    private final List<String> tags;

    Metric(String id, String description, String... tags) {
        this.id = id;
        this.description = description;
        this.tags = List.of(tags);
    }

    /** Lower case, with dots, as Micrometer names meters. */
    public String id() {
        return id;
    }

    public String description() {
        return description;
    }

    /** The names of the tags, in the order in which their values are given. */
    public List<String> tags() {
        return tags;
    }

    /** Whether the value is a time; it is given in seconds. */
    boolean isAge() {
        return this == REQUESTS_OLDEST || this == READING_OLDEST || this == VERIFICATION_AGE;
    }
}
