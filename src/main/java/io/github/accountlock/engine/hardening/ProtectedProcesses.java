package io.github.accountlock.engine.hardening;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;

/** The processes whose models, and whose running requests, belong to us. */
public final class ProtectedProcesses {

    public static final Set<String> KEYS = Set.of("account-lock", "account-unlock");

    private ProtectedProcesses() {}

    /** A request stays in its process: it could be moved past its approval into a model of somebody else's. */
    static CommandChecker migrationGuard() {
        InvocationHandler guard = (proxy, method, arguments) -> {
            if (method.getName().equals("checkCreateMigrationPlan")) {
                refuse(((ProcessDefinition) arguments[0]).getKey(), ((ProcessDefinition) arguments[1]).getKey());
            } else if (method.getName().equals("checkMigrateProcessInstance")) {
                ExecutionEntity instance = (ExecutionEntity) arguments[0];
                refuse(instance.getProcessDefinition().getKey(), ((ProcessDefinition) arguments[1]).getKey());
            }
            return method.getDeclaringClass() == Object.class ? method.invoke(KEYS, arguments) : null;
        };
        return (CommandChecker) Proxy.newProxyInstance(
                CommandChecker.class.getClassLoader(), new Class<?>[] {CommandChecker.class}, guard);
    }

    private static void refuse(String from, String to) {
        if (!from.equals(to) && (KEYS.contains(from) || KEYS.contains(to))) {
            throw new BadUserRequestException("A process instance of \"" + from + "\" cannot be migrated to \"" + to
                    + "\": requests of Account Lock Flow stay in their process.");
        }
    }
}
