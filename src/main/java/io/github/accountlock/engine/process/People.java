package io.github.accountlock.engine.process;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.context.Context;

/** Who is acting, from the engine's authentication and its identity provider; never from a variable. */
public final class People {

    /** The authenticated user of the running command. */
    public Optional<String> current() {
        return Optional.ofNullable(Context.getCommandContext().getAuthenticatedUserId())
                .filter(id -> !id.isBlank());
    }

    /** The groups of a person as the identity provider says now, not as the session remembers. */
    public Set<String> groupsNow(String person) {
        IdentityService identity = Context.getProcessEngineConfiguration().getIdentityService();
        return Context.getCommandContext()
                .runWithoutAuthorization(() -> identity.createGroupQuery().groupMember(person).list().stream()
                        .map(Group::getId)
                        .collect(Collectors.toSet()));
    }

    /** Whether two users are one person: the identity provider gives both the same e-mail address. */
    public boolean samePerson(String one, String other) {
        String address = address(one);
        return !address.isEmpty() && address.equalsIgnoreCase(address(other));
    }

    private static String address(String person) {
        IdentityService identity = Context.getProcessEngineConfiguration().getIdentityService();
        User user = Context.getCommandContext()
                .runWithoutAuthorization(
                        () -> identity.createUserQuery().userId(person).singleResult());
        return user == null || user.getEmail() == null ? "" : user.getEmail().strip();
    }
}
