package io.github.accountlock.cockpit;

import io.github.accountlock.audit.Search;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.ledger.RequestSummary;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.identity.Authentication;

/**
 * Who looks at the pages.
 *
 * @param seesAll whether the person may read the history of our processes; others see the requests they made
 */
record Viewer(String user, boolean seesAll) {

    /** @return empty if nobody is logged in */
    static Optional<Viewer> of(ProcessEngine engine) {
        Authentication who = engine.getIdentityService().getCurrentAuthentication();
        if (who == null || who.getUserId() == null) {
            return Optional.empty();
        }
        boolean all = engine.getAuthorizationService()
                .isUserAuthorized(
                        who.getUserId(),
                        who.getGroupIds(),
                        ProcessDefinitionPermissions.READ_HISTORY,
                        Resources.PROCESS_DEFINITION,
                        AccountLockProcess.KEY);
        return Optional.of(new Viewer(who.getUserId(), all));
    }

    private static List<String> groups(ProcessEngine engine) {
        Authentication now = engine.getIdentityService().getCurrentAuthentication();
        return now == null ? List.of() : now.getGroupIds();
    }

    /** Whether the person may retry failed steps. */
    boolean repairs(ProcessEngine engine) {
        return engine.getAuthorizationService()
                .isUserAuthorized(
                        user,
                        groups(engine),
                        ProcessDefinitionPermissions.RETRY_JOB,
                        Resources.PROCESS_DEFINITION,
                        AccountLockProcess.KEY);
    }

    /** Whether the person may make a request to lock. */
    boolean mayAsk(ProcessEngine engine) {
        return mayAsk(engine, AccountLockProcess.KEY);
    }

    /** Whether the person may start one of our processes. */
    boolean mayAsk(ProcessEngine engine, String process) {
        AuthorizationService rights = engine.getAuthorizationService();
        List<String> groups = groups(engine);
        return rights.isUserAuthorized(
                        user,
                        groups,
                        ProcessDefinitionPermissions.CREATE_INSTANCE,
                        Resources.PROCESS_DEFINITION,
                        process)
                && rights.isUserAuthorized(user, groups, Permissions.CREATE, Resources.PROCESS_INSTANCE);
    }

    /** Whether the person is let into a web application. */
    boolean mayUse(ProcessEngine engine, String application) {
        return engine.getAuthorizationService()
                .isUserAuthorized(
                        user,
                        engine.getIdentityService().getCurrentAuthentication().getGroupIds(),
                        Permissions.ACCESS,
                        Resources.APPLICATION,
                        application);
    }

    boolean maySee(RequestSummary request) {
        return seesAll || request.requester().equals(user);
    }

    /** What a viewer who does not see all may find: the own requests. */
    Search narrowed(Search search) {
        return seesAll ? search : search.and("requester", user);
    }
}
