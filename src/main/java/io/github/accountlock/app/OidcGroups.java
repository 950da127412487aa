package io.github.accountlock.app;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.authorization.Groups;

/**
 * Which of the engine's groups a claim stands for: those that are mapped, and those that are called like one of ours.
 * Nobody becomes an administrator of the engine but by the mapping.
 */
final class OidcGroups {

    private final String claim;
    private final Map<String, String> mapping;
    private final Set<String> ours;

    OidcGroups(String claim, Map<String, String> mapping, Collection<String> ours) {
        this.claim = claim;
        this.mapping = Map.copyOf(mapping);
        this.ours = new TreeSet<>(ours);
        this.ours.remove(Groups.CAMUNDA_ADMIN);
    }

    /** @throws LoginRefused if the claims say nothing about groups */
    Set<String> of(Map<String, Object> claims) {
        Object value = claims.get(claim);
        Set<String> groups = new TreeSet<>();
        if (value instanceof Collection<?> names) {
            names.forEach(name -> add(String.valueOf(name), groups));
        } else if (value instanceof String name) {
            add(name, groups);
        } else {
            throw new LoginRefused("The OpenID provider has not said which groups you are in (claim " + claim
                    + "). Ask an administrator of the provider to send that claim, empty where there are none.");
        }
        return groups;
    }

    private void add(String name, Set<String> groups) {
        if (mapping.containsKey(name)) {
            groups.add(mapping.get(name));
        } else if (ours.contains(name)) {
            groups.add(name);
        }
    }
}
