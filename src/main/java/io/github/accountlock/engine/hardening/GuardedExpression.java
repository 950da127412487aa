package io.github.accountlock.engine.hardening;

import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;

/** An expression that is never evaluated without something it belongs to. */
final class GuardedExpression implements Expression {

    private final Expression expression;

    GuardedExpression(Expression expression) {
        this.expression = expression;
    }

    @Override
    public Object getValue(VariableScope scope) {
        return expression.getValue(required(scope));
    }

    @Override
    public Object getValue(VariableScope scope, BaseDelegateExecution context) {
        return expression.getValue(required(scope), context);
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

    private static VariableScope required(VariableScope scope) {
        if (scope == null) {
            throw new BadUserRequestException("Expressions are not evaluated in queries and filters.");
        }
        return scope;
    }
}
