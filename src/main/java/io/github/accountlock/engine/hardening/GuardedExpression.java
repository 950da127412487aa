package io.github.accountlock.engine.hardening;

import io.github.accountlock.engine.hardening.ExpressionTypes.Unreachable;
import java.util.function.Supplier;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;

/**
 * An expression that is not evaluated without something it belongs to, be it only a model, unless it is harmless in a filter;
 * and that says plainly what was refused.
 */
final class GuardedExpression implements Expression {

    private final Expression expression;
    private final boolean ofAModel;

    GuardedExpression(Expression expression, boolean ofAModel) {
        this.expression = expression;
        this.ofAModel = ofAModel;
    }

    @Override
    public Object getValue(VariableScope scope) {
        return plain(() -> expression.getValue(required(scope)));
    }

    @Override
    public Object getValue(VariableScope scope, BaseDelegateExecution context) {
        return plain(() -> expression.getValue(required(scope), context));
    }

    @Override
    public void setValue(Object value, VariableScope scope) {
        expression.setValue(value, required(scope));
    }

    @Override
    public void setValue(Object value, VariableScope scope, BaseDelegateExecution context) {
        expression.setValue(value, required(scope), context);
    }

    @Override
    public String getExpressionText() {
        return expression.getExpressionText();
    }

    @Override
    public boolean isLiteralText() {
        return expression.isLiteralText();
    }

    /** The engine wraps what a step throws; a refusal is told as it is. */
    private static Object plain(Supplier<Object> evaluation) {
        try {
            return evaluation.get();
        } catch (ProcessEngineException wrapped) {
            for (Throwable cause = wrapped.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof Unreachable refused) {
                    throw refused;
                }
            }
            throw wrapped;
        }
    }

    private VariableScope required(VariableScope scope) {
        if (scope == null && !ofAModel && !ExpressionText.asksWhoAndWhen(getExpressionText())) {
            throw new BadUserRequestException("The expression " + getExpressionText()
                    + " is not evaluated in queries and" + " filters; " + StoredFilters.ALLOWED + ".");
        }
        return scope;
    }
}
