package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Person;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;

/** Who is acting, from the engine's authentication and its identity provider; never from a variable. */
public final class People {

    /** The authenticated user of the running command. */
    public Optional<String> current() {
        return Optional.ofNullable(Context.getCommandContext().getAuthenticatedUserId())
                .filter(id -> !id.isBlank());
    }

    /** Who is acting, with what tells people apart; {@link Person#NOBODY} if nobody is logged in. */
    public Person actor() {
        return current().map(this::person).orElse(Person.NOBODY);
    }

    /** A user with what tells people apart. */
    public Person person(String id) {
        return find(id).orElse(new Person(id, ""));
    }

    /** The same; empty if there is no such user any more, or none of exactly this name. */
    public Optional<Person> find(String id) {
        CommandContext command = Context.getCommandContext();
        return Optional.ofNullable(command.runWithoutAuthorization(
                        () -> command.getReadOnlyIdentityProvider().findUserById(id)))
                .map(user -> new Person(
                        user.getId(),
                        Objects.requireNonNullElse(user.getEmail(), "").strip()));
    }

    /** Whether a person is in a group now. */
    boolean isMember(Person person, String group) {
        return !person.isNobody() && groupsNow(person.id()).contains(group);
    }

    /** The groups of a person as the identity provider says now, not as the session remembers. */
    public Set<String> groupsNow(String person) {
        CommandContext command = Context.getCommandContext();
        return command.runWithoutAuthorization(() ->
                command.getReadOnlyIdentityProvider().createGroupQuery(command).groupMember(person).list().stream()
                        .map(Group::getId)
                        .collect(Collectors.toSet()));
    }
}
