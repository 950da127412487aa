package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.MayFollow;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Substitution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In whose place somebody may decide at a moment. Both people have to be who they were when the substitute was named: a user
 * who was deleted, or has got another e-mail address since, stands in for nobody and has nobody stand in for him.
 */
public final class StandIns {

    private final Ledger ledger;
    private final People people;

    public StandIns(Ledger ledger, People people) {
        this.ledger = ledger;
        this.people = people;
    }

    /**
     * @param group the asked group of which the absent person is a member now
     */
    record InHisPlace(Substitution named, String group) {}

    /** Of the groups that a policy asks at a moment. */
    List<InHisPlace> of(Person person, PolicyDecided policy, Instant at) {
        return ledger.substitutions()
                .at(at)
                .filter(named -> named.substitute().equals(person))
                .filter(this::isAsNamed)
                .flatMap(named -> group(named.absent(), policy, at).map(group -> new InHisPlace(named, group)).stream())
                .toList();
    }

    /** Who is not asked himself may stand in for somebody who is; of several, for one for whom it may follow. */
    Optional<Decided> inPlaceOfSomebody(Decided decision, RequestCase now, PolicyDecided policy) {
        List<Decided> all = of(decision.by(), policy, decision.at()).stream()
                .map(in -> decision.insteadOf(in.named(), in.group()))
                .toList();
        return all.stream()
                .filter(each -> MayFollow.refusal(now, each).isEmpty())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** Who decides in the place of a person at a moment. */
    public List<String> of(String absent, Instant at) {
        return ledger.substitutions()
                .at(at)
                .filter(named -> named.absent().id().equals(absent) && isAsNamed(named))
                .map(named -> named.substitute().id())
                .toList();
    }

    /** The people in whose place somebody decides at a moment. */
    public Stream<String> absentNow(String substitute, Instant at) {
        return ledger.substitutions()
                .at(at)
                .filter(named -> named.substitute().id().equals(substitute) && isAsNamed(named))
                .map(named -> named.absent().id());
    }

    /** Whether somebody stands in for another at a moment, whatever that one is a member of. */
    boolean isFor(Person person, Person absent, Instant at) {
        return ledger.substitutions()
                .at(at)
                .anyMatch(named ->
                        named.substitute().equals(person) && named.absent().sameUser(absent));
    }

    private Optional<String> group(Person absent, PolicyDecided policy, Instant at) {
        return policy.groups(at).stream()
                .filter(group -> people.isMember(absent, group))
                .findFirst();
    }

    /** Whether both people are still there, with the addresses that told them apart then. */
    boolean isAsNamed(Substitution named) {
        return people.find(named.absent().id()).equals(Optional.of(named.absent()))
                && people.find(named.substitute().id()).equals(Optional.of(named.substitute()));
    }
}
