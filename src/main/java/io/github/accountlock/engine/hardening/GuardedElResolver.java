package io.github.accountlock.engine.hardening;

import java.beans.FeatureDescriptor;
import java.util.Iterator;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;

/**
 * Everything that an expression touches goes through here: what it starts from, and what comes out of each step. Names of
 * our own processes come first.
 */
final class GuardedElResolver extends ELResolver {

    private final ELResolver host;
    private final ExpressionTypes types;
    private final OwnBeans own;

    GuardedElResolver(ELResolver host, ExpressionTypes types, OwnBeans own) {
        this.host = host;
        this.types = types;
        this.own = own;
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        Object ours = base == null ? own.find(context.getContext(VariableScope.class), property) : null;
        if (ours != null) {
            context.setPropertyResolved(true);
            return ours;
        }
        types.reachable(base);
        return types.reachable(host.getValue(context, base, property));
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] signature, Object[] arguments) {
        types.reachable(base);
        return types.reachable(host.invoke(context, base, method, signature, arguments));
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        types.reachable(base);
        host.setValue(context, base, property, value);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return host.getType(context, base, property);
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return host.isReadOnly(context, base, property);
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return host.getFeatureDescriptors(context, base);
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return host.getCommonPropertyType(context, base);
    }

    @Override
    public Object convertToType(ELContext context, Object value, Class<?> type) {
        return host.convertToType(context, value, type);
    }
}
