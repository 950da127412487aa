package io.github.accountlock.engine.hardening;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Member;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineConfiguration;

/** The types that expressions may touch: all but those that lead to classes, to the machine, or to the engine's settings. */
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
            ProcessEngineConfiguration.class);

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
