package io.github.accountlock.app;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a person of the OpenID provider known to the engine, with name, e-mail address and groups as the provider says
 * at this login. An id belongs for good to the subject that came with it first: nobody takes over the user of somebody
 * else, and nobody gets a second one by another name.
 */
final class OidcPeople {

    private static final Logger LOG = LoggerFactory.getLogger(OidcPeople.class);
    private static final String SUBJECT = "account-lock-oidc-subject";

    private final IdentityService identity;
    private final String tables;
    private final String userClaim;
    private final OidcGroups groups;

    /** @param tables the prefix of the engine's tables */
    OidcPeople(IdentityService identity, String tables, String userClaim, OidcGroups groups) {
        this.identity = identity;
        this.tables = tables;
        this.userClaim = userClaim;
        this.groups = groups;
    }

    /**
     * @return the engine's id of the person
     * @throws LoginRefused if the claims name nobody whom the engine can know
     */
    synchronized String known(Map<String, Object> claims) {
        String subject = claims.get("iss")
                + "|"
                + text(claims, "sub")
                        .orElseThrow(() -> new LoginRefused(
                                "The token speaks for nobody: the OpenID provider has to name a subject (claim sub)."));
        Set<String> wanted = groups.of(claims);
        User user = ofSubject(subject).orElseGet(() -> create(name(claims), subject));
        refresh(user, claims);
        join(user.getId(), wanted);
        return user.getId();
    }

    private String name(Map<String, Object> claims) {
        String name = Objects.toString(claims.get(userClaim), "");
        if (!name.matches("[a-zA-Z0-9]+")) {
            throw new LoginRefused("Your user name \"" + name.replaceAll("[^\\w.@ -]", "?") + "\" (claim " + userClaim
                    + ") cannot be used here: only letters and digits are allowed.");
        }
        return name;
    }

    private Optional<User> ofSubject(String subject) {
        return identity
                .createNativeUserQuery()
                .sql("select U.* from " + tables + "ACT_ID_USER U join " + tables
                        + "ACT_ID_INFO I on I.USER_ID_ = U.ID_ where I.KEY_ = #{key} and I.VALUE_ = #{subject}")
                .parameter("key", SUBJECT)
                .parameter("subject", subject)
                .list()
                .stream()
                .findFirst();
    }

    private User create(String id, String subject) {
        if (identity.createUserQuery().userId(id).count() > 0) {
            throw takenBySomebody(id);
        }
        byte[] neverUsed = new byte[32];
        new SecureRandom().nextBytes(neverUsed);
        User user = identity.newUser(id);
        user.setPassword(Base64.getEncoder().encodeToString(neverUsed));
        try {
            identity.saveUser(user);
        } catch (BadUserRequestException differsInCaseOnly) {
            throw takenBySomebody(id);
        }
        identity.setUserInfo(id, SUBJECT, subject);
        return identity.createUserQuery().userId(id).singleResult();
    }

    private static LoginRefused takenBySomebody(String id) {
        return new LoginRefused("The user name \"" + id + "\" belongs to somebody else here. Ask an administrator.");
    }

    /** What this login does not say stays as it was: a token without the address makes nobody another person. */
    private void refresh(User user, Map<String, Object> claims) {
        String firstName = text(claims, "given_name")
                .or(() -> Optional.ofNullable(user.getFirstName()))
                .orElse(user.getId());
        String lastName = text(claims, "family_name")
                .or(() -> Optional.ofNullable(user.getLastName()))
                .orElse("");
        boolean verified = !"false".equals(String.valueOf(claims.get("email_verified")));
        String address = text(claims, "email")
                .filter(given -> verified || user.getEmail() == null)
                .orElse(user.getEmail());
        boolean same = firstName.equals(user.getFirstName())
                && lastName.equals(user.getLastName())
                && Objects.equals(address, user.getEmail());
        if (!same) {
            user.setFirstName(firstName);
            user.setLastName(lastName);
            user.setEmail(address);
            identity.saveUser(user);
        }
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return Optional.ofNullable(claims.get(name)).map(Object::toString).filter(text -> !text.isBlank());
    }

    private void join(String id, Set<String> wanted) {
        Set<String> present = ids(identity.createGroupQuery().groupMember(id).unlimitedList());
        for (String group : present) {
            if (!wanted.contains(group)) {
                identity.deleteMembership(id, group);
            }
        }
        wanted.removeAll(present);
        for (String group : wanted) {
            if (identity.createGroupQuery().groupId(group).count() == 1) {
                identity.createMembership(id, group);
            } else {
                LOG.warn("LOCK-054 {} cannot be put into the group {}: the engine has none of that name", id, group);
            }
        }
    }

    private static Set<String> ids(Collection<Group> groups) {
        return groups.stream().map(Group::getId).collect(Collectors.toCollection(TreeSet::new));
    }
}
