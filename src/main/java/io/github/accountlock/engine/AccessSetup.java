package io.github.accountlock.engine;

import static org.camunda.bpm.engine.authorization.Resources.APPLICATION;
import static org.camunda.bpm.engine.authorization.Resources.DECISION_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.DEPLOYMENT;
import static org.camunda.bpm.engine.authorization.Resources.FILTER;
import static org.camunda.bpm.engine.authorization.Resources.OPERATION_LOG_CATEGORY;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_INSTANCE;

import io.github.accountlock.engine.deployment.OurProcesses;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.UserOperationLogCategoryPermissions;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups with what each may do, and the one task filter; each thing that is made is a line of the log. What exists already
 * is left alone, so that an administrator's changes last.
 */
final class AccessSetup {

    private static final Logger LOG = LoggerFactory.getLogger(AccessSetup.class);

    private static final String FILTER_NAME = "Tasks I may work on";

    private final ProcessEngine engine;
    private final Map<String, String> groups;

    AccessSetup(ProcessEngine engine, Map<String, String> groups) {
        this.engine = engine;
        this.groups = groups;
    }

    void run() {
        String filter = filter();
        String requesters = group("requesters", "Requesters");
        String managers = group("managers", "Managers");
        String heads = group("heads", "Heads");
        group("responders", "Responders"); // may have an emergency lock made first; they are requesters too
        String operators = group("operators", "Operators");
        String auditors = group("auditors", "Auditors");
        for (String group : List.of(requesters, managers, heads, operators)) {
            grant(group, APPLICATION, "tasklist", Permissions.ACCESS);
            grant(group, FILTER, filter, Permissions.READ);
        }
        // Requesters: "Lock audit" shows them their own requests; other pages of Cockpit have nothing for them.
        for (String group : List.of(requesters, operators, auditors)) {
            grant(group, APPLICATION, "cockpit", Permissions.ACCESS);
        }
        for (String group : List.of(operators, auditors)) {
            grant(group, DECISION_DEFINITION, OurProcesses.POLICY, Permissions.READ, Permissions.READ_HISTORY);
            grant(group, DEPLOYMENT, Authorization.ANY, Permissions.READ);
        }
        for (String process : OurProcesses.KEYS) {
            for (String approvers : List.of(managers, heads)) {
                // READ_INSTANCE: who approves may look whether a request still runs.
                grant(
                        approvers,
                        PROCESS_DEFINITION,
                        process,
                        ProcessDefinitionPermissions.READ,
                        ProcessDefinitionPermissions.READ_INSTANCE);
            }
            processes(process, requesters, operators, auditors);
        }
        grant(requesters, PROCESS_INSTANCE, Authorization.ANY, Permissions.CREATE);
        grant(auditors, OPERATION_LOG_CATEGORY, Authorization.ANY, UserOperationLogCategoryPermissions.READ);
    }

    /** Managers and operators work on the tasks of their group; the engine grants each task by itself. */
    private void processes(String process, String requesters, String operators, String auditors) {
        grant(
                requesters,
                PROCESS_DEFINITION,
                process,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.CREATE_INSTANCE);
        grant(
                operators,
                PROCESS_DEFINITION,
                process,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.READ_INSTANCE,
                ProcessDefinitionPermissions.READ_HISTORY,
                ProcessDefinitionPermissions.RETRY_JOB);
        grant(
                auditors,
                PROCESS_DEFINITION,
                process,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.READ_INSTANCE,
                ProcessDefinitionPermissions.READ_TASK,
                ProcessDefinitionPermissions.READ_HISTORY);
    }

    private String group(String ours, String name) {
        IdentityService identity = engine.getIdentityService();
        String id = groups.get(ours);
        if (!identity.isReadOnly() && identity.createGroupQuery().groupId(id).count() == 0) {
            Group group = identity.newGroup(id);
            group.setName(name);
            group.setType("ACCOUNT_LOCK");
            identity.saveGroup(group);
            LOG.info("LOCK-009 access: made group {}", id);
        }
        return id;
    }

    private String filter() {
        Filter existing = engine.getFilterService()
                .createTaskFilterQuery()
                .filterName(FILTER_NAME)
                .singleResult();
        if (existing != null) {
            return existing.getId();
        }
        Filter filter = engine.getFilterService().newTaskFilter(FILTER_NAME);
        filter.setQuery(engine.getTaskService()
                .createTaskQuery()
                .initializeFormKeys()
                .orderByTaskPriority()
                .desc()
                .orderByTaskCreateTime()
                .desc());
        filter.setProperties(Map.of(
                "description",
                "Your approvals, your own open requests, and what operators have to settle",
                "priority",
                0,
                "refresh",
                true));
        LOG.info("LOCK-009 access: made the Tasklist filter \"{}\"", FILTER_NAME);
        return engine.getFilterService().saveFilter(filter).getId();
    }

    private void grant(String group, Resource resource, String id, Permission... permissions) {
        AuthorizationService service = engine.getAuthorizationService();
        boolean exists = service.createAuthorizationQuery()
                        .groupIdIn(group)
                        .resourceType(resource)
                        .resourceId(id)
                        .count()
                > 0;
        if (!exists) {
            Authorization grant = service.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            grant.setGroupId(group);
            grant.setResource(resource);
            grant.setResourceId(id);
            grant.setPermissions(permissions);
            service.saveAuthorization(grant);
            LOG.info(
                    "LOCK-009 access: group {} may {} on {} {}",
                    group,
                    Arrays.stream(permissions).map(Permission::getName).collect(Collectors.joining(", ")),
                    resource.resourceName(),
                    id);
        }
    }
}
