package io.github.accountlock.engine.inside;

import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/** A field inside the engine that has no getter. Looked up once, so that another engine is noticed at start. */
public final class EngineField<T> {

    private final Field field;
    private final Class<T> type;

    private EngineField(Field field, Class<T> type) {
        this.field = field;
        this.type = type;
    }

    /** @throws IllegalStateException if this engine's class has no such field */
    public static <T> EngineField<T> of(Class<?> ofEngine, String name, Class<T> type) {
        for (Class<?> owner = ofEngine; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (field.getName().equals(name) && type.isAssignableFrom(wrapped(field.getType()))) {
                    field.setAccessible(true);
                    return new EngineField<>(field, type);
                }
            }
        }
        throw new IllegalStateException("this engine is another than Camunda 7.24: " + ofEngine.getName()
                + " has no field " + name + " of type " + type.getSimpleName());
    }

    /** Of whatever type, for a value that is looked at by its reader. */
    public static EngineField<Object> ofAny(Class<?> ofEngine, String name) {
        return of(ofEngine, name, Object.class);
    }

    private static Class<?> wrapped(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    public T of(Object object) {
        try {
            return type.cast(field.get(object));
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public void set(Object object, T value) {
        try {
            field.set(object, value);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
