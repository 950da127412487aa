package io.github.accountlock.cockpit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;

/** What the engine knows about people now: full names and groups, by user id. Reads without regard to permissions. */
final class Names {

    private final IdentityService identity;
    private final ProcessEngine engine;
    private final Map<String, String> known = new HashMap<>();

    Names(ProcessEngine engine) {
        this.engine = engine;
        this.identity = engine.getIdentityService();
    }

    /** The full names of those who have one. */
    Map<String, String> of(Collection<String> ids) {
        Map<String, String> names = new TreeMap<>();
        if (!ids.isEmpty()) {
            AuditAccess.unrestricted(
                            engine,
                            () -> identity.createUserQuery()
                                    .userIdIn(ids.toArray(String[]::new))
                                    .list())
                    .forEach(user -> names.put(user.getId(), name(user)));
            names.values().removeIf(String::isEmpty);
        }
        return names;
    }

    /** Empty if the engine knows none. */
    String of(String id) {
        return known.computeIfAbsent(id, one -> of(Set.of(one)).getOrDefault(one, ""));
    }

    /** The groups that a person is a member of now; none if the engine does not know the person any more. */
    Set<String> groups(String id) {
        return identity.createGroupQuery().groupMember(id).list().stream()
                .map(Group::getId)
                .collect(Collectors.toSet());
    }

    private static String name(User user) {
        return Stream.of(user.getFirstName(), user.getLastName())
                .filter(Objects::nonNull)
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(" "));
    }
}
