package io.github.accountlock.engine.hardening;

import java.lang.reflect.Method;
import org.camunda.bpm.dmn.engine.impl.spi.el.ElProvider;
import org.camunda.bpm.engine.impl.el.ElProviderCompatible;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.el.ExpressionManager;

/**
 * Evaluates expressions only for a process, a task or a decision. A task query or a filter evaluates its
 * {@code …Expression} fields for nobody ({@code AbstractQuery.evaluateExpressions}, in {@code orQueries} even where that
 * is switched off): CVE-2026-109432, open in 7.24.0. Wraps the manager of the host, of whatever kind it is.
 */
public final class GuardedExpressionManager implements ExpressionManager, ElProviderCompatible {

    private final ExpressionManager host;

    public GuardedExpressionManager(ExpressionManager host) {
        this.host = host;
    }

    @Override
    public Expression createExpression(String text) {
        return new GuardedExpression(host.createExpression(text));
    }

    @Override
    public void addFunction(String name, Method function) {
        host.addFunction(name, function);
    }

    /** For decisions: their expressions see the values of the decision, never a query. */
    @Override
    public ElProvider toElProvider() {
        if (host instanceof ElProviderCompatible compatible) {
            return compatible.toElProvider();
        }
        throw new IllegalStateException("the host's expression manager "
                + host.getClass().getName() + " cannot evaluate the expressions of a decision");
    }
}
