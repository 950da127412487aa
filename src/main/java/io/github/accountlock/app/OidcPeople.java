package io.github.accountlock.app;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;

/**
 * Makes a person of the OpenID provider known to the engine, with the groups that the provider names and the engine has.
 * An id belongs for good to the subject that came with it first; nobody takes over the user of somebody else.
 */
final class OidcPeople {

    private static final String SUBJECT = "account-lock-oidc-subject";

    private final IdentityService identity;
    private final String userClaim;
    private final String groupsClaim;

    OidcPeople(IdentityService identity, String userClaim, String groupsClaim) {
        this.identity = identity;
        this.userClaim = userClaim;
        this.groupsClaim = groupsClaim;
    }

    /**
     * @return the engine's id of the person
     * @throws Refused if the claims name nobody whom the engine can know
     */
    synchronized String known(Map<String, Object> claims) {
        String id = Objects.toString(claims.get(userClaim), "");
        if (!id.matches("[a-zA-Z0-9]+")) {
            throw new Refused("Your user name \"" + id.replaceAll("[^\\w.@ -]", "?") + "\" (claim " + userClaim
                    + ") cannot be used here: only letters and digits are allowed.");
        }
        String subject = claims.get("iss") + "|" + claims.get("sub");
        User user = identity.createUserQuery().userId(id).singleResult();
        if (user == null) {
            create(id, subject, claims);
        } else if (!user.getId().equals(id) || !subject.equals(identity.getUserInfo(id, SUBJECT))) {
            throw new Refused("The user name \"" + id + "\" belongs to somebody else here. Ask an administrator.");
        }
        join(id, groups(claims.get(groupsClaim)));
        return id;
    }

    private void create(String id, String subject, Map<String, Object> claims) {
        byte[] neverUsed = new byte[32];
        new SecureRandom().nextBytes(neverUsed);
        User user = identity.newUser(id);
        user.setFirstName(Objects.toString(claims.get("given_name"), id));
        user.setLastName(Objects.toString(claims.get("family_name"), ""));
        user.setEmail(Objects.toString(claims.get("email"), null));
        user.setPassword(Base64.getEncoder().encodeToString(neverUsed));
        identity.saveUser(user);
        identity.setUserInfo(id, SUBJECT, subject);
    }

    private void join(String id, Set<String> wanted) {
        Set<String> present = ids(identity.createGroupQuery().groupMember(id).unlimitedList());
        for (String group : present) {
            if (!wanted.contains(group)) {
                identity.deleteMembership(id, group);
            }
        }
        for (String group : wanted) {
            if (!present.contains(group)
                    && identity.createGroupQuery().groupId(group).count() == 1) {
                identity.createMembership(id, group);
            }
        }
    }

    private static Set<String> groups(Object claim) {
        Set<String> groups = new TreeSet<>();
        if (claim instanceof Collection<?> names) {
            names.forEach(name -> groups.add(String.valueOf(name)));
        } else if (claim instanceof String name) {
            groups.add(name);
        }
        return groups;
    }

    private static Set<String> ids(Collection<Group> groups) {
        return groups.stream().map(Group::getId).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The claims are genuine, but the person cannot come in; the message is for the person. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
