package io.github.accountlock.engine.process;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.core.variable.scope.AbstractVariableScope;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.variable.Variables;

/** A process variable with its type. */
public record Var<T>(String name, Class<T> type) {

    static Var<String> text(String name) {
        return new Var<>(name, String.class);
    }

    /** @throws IllegalStateException if the variable is missing or of another type */
    public T get(VariableScope scope) {
        return find(scope).orElseThrow(() -> new IllegalStateException("variable " + name + " is missing"));
    }

    /** @throws Refusal if the variable is of another type */
    public Optional<T> find(VariableScope scope) {
        Object value = scope.getVariable(name);
        if (value != null && !type.isInstance(value)) {
            throw new Refusal(name + ": has to be of type " + type.getSimpleName() + ", not "
                    + value.getClass().getSimpleName() + ".");
        }
        return Optional.ofNullable(type.cast(value));
    }

    /** Writes it into the engine's tables, for a later step or for those who read the engine's history. */
    public void store(VariableScope scope, T value) {
        scope.setVariable(name, value);
    }

    /**
     * Tells it to the rest of the running transaction: gateways, timers and tasks that are made in it. What is stored of a
     * request are its facts; a variable that an older release has stored is kept up to date.
     */
    public void tell(VariableScope scope, T value) {
        boolean stored =
                ((AbstractVariableScope) scope).getVariableInstance(name) instanceof VariableInstanceEntity there
                        && !there.isTransient();
        if (stored) {
            scope.setVariable(name, value);
        } else {
            scope.setVariable(
                    name, value == null ? Variables.untypedNullValue(true) : Variables.untypedValue(value, true));
        }
    }
}
