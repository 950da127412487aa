package io.github.accountlock.engine.process;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.VariableScope;

/** A process variable with its type. */
public record Var<T>(String name, Class<T> type) {

    static Var<String> text(String name) {
        return new Var<>(name, String.class);
    }

    /** @throws IllegalStateException if the variable is missing or of another type */
    public T get(VariableScope scope) {
        return find(scope).orElseThrow(() -> new IllegalStateException("variable " + name + " is missing"));
    }

    /** @throws IllegalStateException if the variable is of another type */
    public Optional<T> find(VariableScope scope) {
        Object value = scope.getVariable(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalStateException("variable " + name + " is a "
                    + value.getClass().getSimpleName() + ", expected " + type.getSimpleName());
        }
        return Optional.ofNullable(type.cast(value));
    }

    public void set(VariableScope scope, T value) {
        scope.setVariable(name, value);
    }
}
