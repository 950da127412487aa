package io.github.accountlock.engine.hardening;

import static org.camunda.bpm.engine.authorization.Permissions.DELETE;
import static org.camunda.bpm.engine.authorization.Permissions.UPDATE;
import static org.camunda.bpm.engine.authorization.Resources.USER;

import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.inside.OwnSession;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * The engine's own users, so that one person stays one person: an e-mail address is changed, and a user deleted, only
 * by whoever may do so to every user; and no new name differs from another one in upper and lower case only.
 */
public class PeopleGuard extends DbIdentityServiceProvider {

    @Override
    public IdentityOperationResult saveUser(User user) {
        UserEntity changed = (UserEntity) user;
        refuseUnwritable(changed);
        if (changed.getRevision() == 0) {
            refuseTwin(changed.getId());
        } else if (!address(changed).equals(address(findUserById(changed.getId()))) && !administers(UPDATE)) {
            throw new AuthorizationException("The e-mail address of \"" + changed.getId() + "\" tells people apart, so"
                    + " only an administrator of users may change it. Ask one; everything else can be saved.");
        }
        return super.saveUser(user);
    }

    private static void refuseUnwritable(User user) {
        try {
            new Person(user.getId(), address(user));
        } catch (IllegalArgumentException unwritable) {
            throw new BadUserRequestException("The user cannot be saved: " + unwritable.getMessage() + ".", unwritable);
        }
    }

    private static void refuseTwin(String id) {
        ProcessEngineConfigurationImpl engine = Context.getProcessEngineConfiguration();
        String table = engine.getDatabaseTablePrefix() + "ACT_ID_USER";
        Optional<User> twin = engine
                .getIdentityService()
                .createNativeUserQuery()
                .sql("select * from " + table + " where lower(ID_) = lower(#{id}) and ID_ <> #{id}")
                .parameter("id", id)
                .list()
                .stream()
                .findFirst();
        twin.ifPresent(other -> {
            throw new BadUserRequestException("The user \"" + id + "\" cannot be made: there is \"" + other.getId()
                    + "\", and upper and lower case make no other person. Choose another name.");
        });
    }

    /** Every user may delete the own one by default, and could come back without the address. */
    @Override
    public IdentityOperationResult deleteUser(String id) {
        if (!administers(DELETE)) {
            throw new AuthorizationException("Only an administrator of users may delete a user. Ask one.");
        }
        return super.deleteUser(id);
    }

    private boolean administers(Permission permission) {
        return getAuthorizationManager().isAuthorized(permission, USER, Authorization.ANY);
    }

    private static String address(User user) {
        return user == null || user.getEmail() == null ? "" : user.getEmail().strip();
    }

    /** Makes one for each command. */
    public static SessionFactory factory(Supplier<PeopleGuard> guards) {
        return new OwnSession(PeopleGuard.class, guards);
    }
}
