package io.github.accountlock.engine.hardening;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Member;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.CaseService;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngineServices;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;

/**
 * The types that expressions may touch: all but those that lead to classes, to the machine, or to the engine's settings and
 * services. A service of the engine lets an expression act in anybody's name.
 */
public final class ExpressionTypes {

    private static final List<Class<?>> SHUT = List.of(
            Class.class,
            ClassLoader.class,
            AnnotatedElement.class,
            Member.class,
            AccessibleObject.class,
            InvocationHandler.class,
            MethodHandle.class,
            MethodHandles.Lookup.class,
            Runtime.class,
            Process.class,
            ProcessBuilder.class,
            ProcessHandle.class,
            Thread.class,
            ThreadGroup.class,
            ProcessEngineConfiguration.class,
            ProcessEngineServices.class,
            AuthorizationService.class,
            CaseService.class,
            DecisionService.class,
            ExternalTaskService.class,
            FilterService.class,
            FormService.class,
            HistoryService.class,
            IdentityService.class,
            ManagementService.class,
            RepositoryService.class,
            RuntimeService.class,
            TaskService.class);

    private final List<? extends Class<?>> allowed;

    /** @param allowed names of types that this host needs beside */
    public ExpressionTypes(List<String> allowed) {
        this.allowed = allowed.stream().map(ExpressionTypes::named).toList();
    }

    /** Whether there is a type of that name. */
    public static boolean exists(String name) {
        try {
            named(name);
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** @throws Unreachable if the value is of a type that expressions may not touch */
    Object reachable(Object value) {
        if (value != null && isShut(component(value.getClass()))) {
            throw new Unreachable(component(value.getClass()).getName());
        }
        return value;
    }

    boolean isShut(Class<?> type) {
        return SHUT.stream().anyMatch(shut -> shut.isAssignableFrom(type))
                && allowed.stream().noneMatch(needed -> needed.isAssignableFrom(type));
    }

    private static Class<?> component(Class<?> type) {
        return type.isArray() ? component(type.getComponentType()) : type;
    }

    private static Class<?> named(String name) {
        ClassLoader host = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(name, false, host == null ? ExpressionTypes.class.getClassLoader() : host);
        } catch (ClassNotFoundException | LinkageError unknown) {
            throw new IllegalArgumentException(name, unknown);
        }
    }

    /** An expression was about to leave what it may see. HTTP 403. */
    static final class Unreachable extends AuthorizationException {

        private static final long serialVersionUID = 1;

        Unreachable(String type) {
            super("An expression is refused, because it reaches " + type
                    + ": expressions see beans, variables and their"
                    + " values. If a model of yours needs more, let account-lock.expression-types name the type.");
        }
    }
}
