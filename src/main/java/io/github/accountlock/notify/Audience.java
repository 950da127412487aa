package io.github.accountlock.notify;

import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.RequestCase;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom an occasion concerns, by the facts and the groups of now. Asked when a notice is addressed and again when it is sent: a
 * row of the outbox has no seal, and people leave groups.
 */
final class Audience {

    private final Directory directory;
    private final String operators;
    private final Clock clock;

    /** @param operators the group that settles */
    Audience(Directory directory, String operators, Clock clock) {
        this.directory = directory;
        this.operators = operators;
        this.clock = clock;
    }

    /** Whether the facts say so, and still say so: nobody is asked for what is not wanted any more. */
    boolean isTrue(Occasion occasion, RequestCase now) {
        if (!now.exists()) {
            return false;
        }
        return switch (occasion) {
            case APPROVAL_WANTED, REMINDER -> isOpen(now);
            case ESCALATED ->
                isOpen(now) && now.policy().filter(this::isEscalated).isPresent();
            case DECIDED -> !now.grants().isEmpty() || now.rejection().isPresent();
            case OPERATOR_NEEDED -> !now.over();
            case TIME_MISSED -> now.isList() && now.approved() && now.request().times() > 1 && !now.over();
            case LOCK_ENDS -> now.lockProven() && !now.over() && now.undo().isEmpty();
            case DIFFERS -> now.differs().isPresent() || now.isBroken();
            case ENDED -> now.over();
        };
    }

    private boolean isEscalated(PolicyDecided policy) {
        return policy.groups(clock.instant()).contains(policy.fallback());
    }

    private static boolean isOpen(RequestCase now) {
        return now.policy().isPresent() && !now.approved() && !now.refused() && !now.over();
    }

    /** User ids; whoever has done it himself is not told. */
    Set<String> of(Occasion occasion, RequestCase now) {
        List<String> approvers =
                now.grants().stream().map(grant -> grant.by().id()).toList();
        List<String> deciders = now.deciders().stream().map(Person::id).toList();
        Set<String> people = new LinkedHashSet<>();
        switch (occasion) {
            case APPROVAL_WANTED, REMINDER, ESCALATED -> {
                asked(occasion, now).stream()
                        .filter(person -> !deciders.contains(person) && !isRequester(person, now))
                        .forEach(person -> withSubstitutes(person, people));
                people.removeIf(person -> deciders.contains(person) || isRequester(person, now));
            }
            case DECIDED -> {
                people.add(now.requester().id());
                asked(occasion, now).forEach(person -> withSubstitutes(person, people));
                approvers.forEach(people::remove);
                now.rejection()
                        .ifPresent(rejection -> people.remove(rejection.by().id()));
            }
            case ENDED, LOCK_ENDS -> {
                people.add(now.requester().id());
                people.addAll(deciders);
            }
            case TIME_MISSED -> {
                people.add(now.requester().id());
                people.addAll(deciders);
                people.addAll(directory.members(operators));
            }
            case DIFFERS -> {
                people.addAll(directory.members(operators));
                if (now.isBroken()) {
                    people.add(now.requester().id());
                }
            }
            case OPERATOR_NEEDED -> people.addAll(directory.members(operators));
        }
        return people;
    }

    /** Those who may decide now; of an escalation, those who may since then. */
    private List<String> asked(Occasion occasion, RequestCase now) {
        return now.policy().stream()
                .flatMap(policy -> occasion == Occasion.ESCALATED
                        ? Stream.of(policy.fallback())
                        : policy.groups(clock.instant()).stream())
                .filter(group -> !group.isEmpty())
                .flatMap(group -> directory.members(group).stream())
                .toList();
    }

    /** Who may decide in his place is told what he is told. */
    private void withSubstitutes(String person, Set<String> people) {
        people.add(person);
        people.addAll(directory.standingInFor(person, clock.instant()));
    }

    /** The requester, also under another name with the same address: nobody approves his own request. */
    private boolean isRequester(String person, RequestCase now) {
        String address = directory.person(person).map(Receiver::address).orElse("");
        return now.requester().samePerson(new Person(person, address));
    }
}
