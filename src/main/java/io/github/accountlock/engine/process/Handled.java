package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.RequestCase;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of an approval that somebody comes late for. */
final class Handled {

    private Handled() {}

    /** Whether somebody has decided in that very task, or the requester has taken the request back. */
    static boolean is(RequestCase now, String taskId) {
        return decision(now, taskId).isPresent() || now.withdrawn().isPresent();
    }

    private static Optional<Decided> decision(RequestCase now, String taskId) {
        return Stream.concat(now.grants().stream(), now.rejection().stream())
                .filter(decision -> decision.task().equals(taskId))
                .findFirst();
    }

    /** @param taskId the task that he wanted to complete */
    static String sentence(RequestCase now, String taskId) {
        String account = now.isList()
                ? AccountList.words(now.request().account().path())
                : now.request().account().accountName() + " on "
                        + now.request().account().instanceId();
        return decision(now, taskId)
                .map(decision -> "Already handled: "
                        + decision.who()
                        + (decision.approved() ? " has approved" : " has rejected") + " the request for " + account
                        + " at " + decision.at().truncatedTo(ChronoUnit.SECONDS) + ".")
                .orElseGet(() -> "Already handled: the request for " + account + " waits for no decision any more ("
                        + now.settled()
                                .map(told -> told.by().id() + " has settled it at "
                                        + told.at().truncatedTo(ChronoUnit.SECONDS) + ": "
                                        + told.settlement().label())
                                .or(() -> now.ended().map(end -> "ended " + end.outcome()))
                                .or(() -> now.withdrawn().map(any -> "withdrawn"))
                                .orElse("it goes on")
                        + ").");
    }
}
