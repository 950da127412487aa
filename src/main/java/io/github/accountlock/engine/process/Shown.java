package io.github.accountlock.engine.process;

import java.util.Map;
import java.util.Optional;

/** What the forms of a request's tasks show, by the names of their fields. */
@FunctionalInterface
public interface Shown {

    /** @throws Refusal if the request's facts cannot be read */
    Map<String, String> of(String requestId);

    /** The same for who reads it now: also in whose place he would decide, and what he has approved already. */
    default Map<String, String> toReader(String requestId) {
        return of(requestId);
    }

    /** What became of a task that is closed, as a sentence for one of those who could have completed it. */
    default Optional<String> closed(String requestId, String taskId) {
        return Optional.empty();
    }
}
