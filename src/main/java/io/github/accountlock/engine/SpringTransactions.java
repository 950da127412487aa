package io.github.accountlock.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;

/**
 * What the plugin has to know of Spring's transactions, whichever way a host puts its engine together. By reflection, because
 * a bare engine has no Spring class.
 */
final class SpringTransactions {

    private static final String JOINING = "org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy";
    private static final String CURRENT = "org.springframework.transaction.support.TransactionSynchronizationManager";

    private SpringTransactions() {}

    /** Spring's engine puts its data source, whichever it is, behind one that joins transactions; this one does not. */
    static DataSource apart(DataSource engines) {
        for (Class<?> type = engines.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(JOINING)) {
                return apart((DataSource) call(method(type, "getTargetDataSource"), engines));
            }
        }
        return engines;
    }

    /** Whether the calling thread is in a transaction of the host that goes on behind a command of the engine. */
    static BooleanSupplier around(ProcessEngineConfigurationImpl engine) {
        Optional<Method> active = Optional.of(engine)
                .filter(ProcessEngineConfigurationImpl::isTransactionsExternallyManaged)
                .flatMap(spring -> type(spring.getClass().getClassLoader()))
                .map(type -> method(type, "isActualTransactionActive"));
        return () -> active.map(method -> (Boolean) call(method, null)).orElse(false);
    }

    private static Optional<Class<?>> type(ClassLoader ofEngine) {
        try {
            return Optional.of(Class.forName(CURRENT, true, ofEngine));
        } catch (ClassNotFoundException noSpring) {
            return Optional.empty();
        }
    }

    private static Method method(Class<?> type, String name) {
        try {
            return type.getMethod(name);
        } catch (NoSuchMethodException another) {
            throw new IllegalStateException(
                    "this is another Spring than 6: " + type.getName() + " has no " + name, another);
        }
    }

    private static Object call(Method method, Object on) {
        try {
            return method.invoke(on);
        } catch (IllegalAccessException | InvocationTargetException unexpected) {
            throw new IllegalStateException(method + " cannot be asked", unexpected);
        }
    }
}
