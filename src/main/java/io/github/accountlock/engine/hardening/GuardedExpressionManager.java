package io.github.accountlock.engine.hardening;

import io.github.accountlock.engine.inside.EngineField;
import java.lang.reflect.Method;
import org.camunda.bpm.dmn.engine.impl.spi.el.ElProvider;
import org.camunda.bpm.engine.BpmnParseException;
import org.camunda.bpm.engine.impl.el.ElProviderCompatible;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.el.ExpressionManager;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;

/**
 * Evaluates expressions only for a process, a task or a decision. A task query or a filter evaluates its
 * {@code …Expression} fields for nobody ({@code AbstractQuery.evaluateExpressions}, in {@code orQueries} even where that
 * is switched off): CVE-2026-109432, open in 7.24.0. Of those, only who is asking and what time it is are answered. No expression reaches a class: refused where it is read, at
 * deployment, and again at each step of its evaluation. Wraps the manager of the host.
 */
public final class GuardedExpressionManager implements ExpressionManager, ElProviderCompatible {

    private final ExpressionManager host;
    private final ExpressionTypes types;
    private final OwnBeans own;

    public GuardedExpressionManager(ExpressionManager host, ExpressionTypes types, OwnBeans own) {
        this.host = host;
        this.types = types;
        this.own = own;
        if (host instanceof JuelExpressionManager juel) {
            guardSteps(juel);
        }
    }

    /** Whether each step of an evaluation is seen. */
    boolean seesSteps() {
        return host instanceof JuelExpressionManager;
    }

    @Override
    public Expression createExpression(String text) {
        return new GuardedExpression(host.createExpression(readable(text)), ReadModels.isReading());
    }

    @Override
    public void addFunction(String name, Method function) {
        host.addFunction(name, function);
    }

    /** For decisions: their expressions see the values of the decision, never a query. */
    @Override
    public ElProvider toElProvider() {
        if (host instanceof ElProviderCompatible compatible) {
            ElProvider provider = compatible.toElProvider();
            return text -> provider.createExpression(readable(text));
        }
        throw new IllegalStateException("the host's expression manager "
                + host.getClass().getName() + " cannot evaluate the expressions of a decision");
    }

    /** Of the kind that a deployment answers with HTTP 400. */
    private String readable(String text) {
        if (text != null && types.isShut(Class.class)) {
            ExpressionText.stepToAClass(text).ifPresent(step -> {
                throw new BpmnParseException(
                        "The expression " + shortened(text) + " is refused, because \"" + step
                                + "\" reaches Java classes: expressions see beans, variables and their values. If a model of"
                                + " yours needs more, let account-lock.expression-types name the type, here java.lang.Class.",
                        null);
            });
        }
        return text;
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /** The resolvers of the host stay, whichever they are; the engine has no setter for what stands around them. */
    private void guardSteps(JuelExpressionManager juel) {
        juel.createExpression("${true}"); // it makes its resolvers with its first expression
        EngineField<ELResolver> resolver = EngineField.of(JuelExpressionManager.class, "elResolver", ELResolver.class);
        if (!(resolver.of(juel) instanceof GuardedElResolver)) {
            resolver.set(juel, new GuardedElResolver(resolver.of(juel), types, own));
        }
    }
}
