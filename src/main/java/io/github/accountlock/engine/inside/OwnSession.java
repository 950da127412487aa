package io.github.accountlock.engine.inside;

import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/**
 * A manager of ours in the place of one of the engine's, made for each command.
 *
 * @param type the engine's
 */
public record OwnSession(Class<? extends Session> type, Supplier<? extends Session> ours) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
        return type;
    }

    @Override
    public Session openSession() {
        return ours.get();
    }
}
