package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Person;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.context.Context;

/**
 * Whether there are people who may approve a request, so that nobody waits for somebody who is not there. Who is in a group
 * is asked again after half a minute; who decides is asked anew with each decision.
 */
public final class Approvers {

    private static final Duration KNOWN_FOR = Duration.ofSeconds(30);

    private final Clock clock;
    private final boolean counted;
    private final Map<String, Members> groups = new ConcurrentHashMap<>();

    /** @param counted whether the identity provider tells all members; some tell of people only when they log in */
    public Approvers(Clock clock, boolean counted) {
        this.clock = clock;
        this.counted = counted;
    }

    private record Members(Instant asked, List<Person> people) {}

    /** Why the approvals can never come, as a sentence; empty if they can. Nobody is refused by what was known before. */
    Optional<String> lacking(RequestCase now, int approvals, List<String> asked) {
        if (!counted || others(now, asked) >= approvals) {
            return Optional.empty();
        }
        asked.forEach(groups::remove);
        long others = others(now, asked);
        return others >= approvals
                ? Optional.empty()
                : Optional.of(
                        "Nobody could approve this request: " + approvals + (approvals == 1 ? " member" : " members")
                                + " of " + String.join(" or ", asked) + " would have to, and "
                                + (others == 0 ? "there is none" : "there is only " + others)
                                + " beside who asks. Nothing was called; have somebody added, then ask again.");
    }

    /** How many people of the groups may decide. */
    private long others(RequestCase now, List<String> asked) {
        List<Person> not = new ArrayList<>(now.lockRequesters());
        not.add(now.requester());
        return asked.stream()
                .flatMap(group -> members(group).stream())
                .filter(member -> isAnother(member, not))
                .count();
    }

    /** Remembers him, so that a second user of his does not count. */
    private static boolean isAnother(Person member, List<Person> seen) {
        return seen.stream().noneMatch(member::samePerson) && seen.add(member);
    }

    private List<Person> members(String group) {
        Members known = groups.get(group);
        if (known == null || !clock.instant().isBefore(known.asked().plus(KNOWN_FOR))) {
            known = new Members(clock.instant(), read(group));
            groups.put(group, known);
        }
        return known.people();
    }

    private static List<Person> read(String group) {
        IdentityService identity = Context.getProcessEngineConfiguration().getIdentityService();
        return Context.getCommandContext()
                .runWithoutAuthorization(() -> identity.createUserQuery().memberOfGroup(group).unlimitedList().stream()
                        .map(user -> new Person(
                                user.getId(),
                                Objects.requireNonNullElse(user.getEmail(), "").strip()))
                        .toList());
    }
}
