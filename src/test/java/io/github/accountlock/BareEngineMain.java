package io.github.accountlock;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.runtime.ProcessInstance;

/** A stranger's program without Spring: an engine, our plugin jar and nothing else of ours. Run by PluginJarIT. */
public final class BareEngineMain {

    private BareEngineMain() {}

    public static void main(String[] arguments) throws Exception {
        ProcessEngineConfigurationImpl configuration = (ProcessEngineConfigurationImpl)
                ProcessEngineConfiguration.createStandaloneInMemProcessEngineConfiguration();
        configuration.setHistory("full");
        configuration.setJobExecutorActivate(true);
        configuration.setAuthorizationEnabled(true);
        Object plugin = Class.forName("io.github.accountlock.engine.AccountLockPlugin")
                .getConstructor()
                .newInstance();
        plugin.getClass()
                .getMethod("setSettings", Map.class)
                .invoke(
                        plugin,
                        Map.of(
                                "evidence.keys", "t1:ZmFrZS1ldmlkZW5jZS1rZXktZm9yLXRlc3RzLW9ubHktMDAwMQ==",
                                "providers.alibaba-polardb.endpoint", arguments[0],
                                "providers.alibaba-polardb.access-key-id", "demo-key-id",
                                "providers.alibaba-polardb.access-key-secret", "demo-key-secret"));
        plugin.getClass().getMethod("setDemo", boolean.class).invoke(plugin, true);
        configuration.getProcessEnginePlugins().add((org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin) plugin);
        ProcessEngine engine = configuration.buildProcessEngine();
        allow(engine, Resources.PROCESS_DEFINITION, "account-lock", ProcessDefinitionPermissions.CREATE_INSTANCE);
        allow(engine, Resources.PROCESS_INSTANCE, "*", Permissions.CREATE);
        engine.getIdentityService().setAuthentication("requester", List.of("requesters"));
        ProcessInstance request = engine.getRuntimeService()
                .startProcessInstanceByKey(
                        "account-lock",
                        Map.of(
                                "provider", "alibaba-polardb",
                                "region", "cn-hangzhou",
                                "instanceId", "pc-demo01",
                                "accountName", "locked_user",
                                "reason", "try the plugin"));
        engine.getIdentityService().clearAuthentication();
        Object outcome = null;
        for (int i = 0; i < 300 && outcome == null; i++) {
            Thread.onSpinWait();
            outcome = engine
                    .getHistoryService()
                    .createHistoricVariableInstanceQuery()
                    .processInstanceId(request.getId())
                    .variableName("outcome")
                    .list()
                    .stream()
                    .map(variable -> variable.getValue())
                    .findFirst()
                    .orElse(null);
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
        }
        System.out.println("OUTCOME " + outcome);
        engine.close();
        System.exit(0);
    }

    private static void allow(ProcessEngine engine, Resource resource, String id, Permission permission) {
        Authorization grant = engine.getAuthorizationService().createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        grant.setGroupId("requesters");
        grant.setResource(resource);
        grant.setResourceId(id);
        grant.addPermission(permission);
        engine.getAuthorizationService().saveAuthorization(grant);
    }
}
