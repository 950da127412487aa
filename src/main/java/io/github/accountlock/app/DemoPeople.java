package io.github.accountlock.app;

import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;

/** The people of profile {@code demo}; each password is the user's name. */
final class DemoPeople {

    private static final Map<String, String> GROUP_BY_USER = Map.of(
            "requester", "requesters",
            "manager", "managers",
            "manager2", "managers",
            "operator", "operators",
            "auditor", "auditors");

    private DemoPeople() {}

    static void create(IdentityService identity, Map<String, String> groups) {
        GROUP_BY_USER.forEach((id, group) -> {
            if (identity.createUserQuery().userId(id).count() == 0) {
                User user = identity.newUser(id);
                user.setFirstName(Character.toUpperCase(id.charAt(0)) + id.substring(1));
                user.setLastName("Demo");
                user.setPassword(id);
                identity.saveUser(user);
                identity.createMembership(id, groups.get(group));
            }
        });
    }
}
