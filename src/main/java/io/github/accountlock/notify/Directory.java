package io.github.accountlock.notify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where people are found: the engine's users, or whatever identity provider stands behind it. */
public interface Directory {

    /** Everybody in a group now. */
    List<String> members(String group);

    /** Who decides in the place of a person at a moment. */
    List<String> standingInFor(String person, Instant at);

    /** Empty if there is no such user any more. */
    Optional<Receiver> person(String id);

    /** The task of a request that waits for a person. */
    Optional<String> openTask(String requestId);
}
