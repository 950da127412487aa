package io.github.accountlock.engine.hardening;

import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;

/**
 * Knows when this thread reads a model. The engine evaluates some expressions of a model for no process, such as the retries of
 * a timer that starts one; what is made outside of it for nobody is a query's.
 */
final class ReadModels implements Deployer {

    private static final ThreadLocal<Boolean> READING = ThreadLocal.withInitial(() -> false);

    private final Deployer inside;

    private ReadModels(Deployer inside) {
        this.inside = inside;
    }

    /** Has to be called after the engine was put together. */
    static void watch(ProcessEngineConfigurationImpl engine) {
        engine.getDeploymentCache()
                .setDeployers(engine.getDeployers().stream()
                        .<Deployer>map(ReadModels::new)
                        .toList());
    }

    static boolean isReading() {
        return READING.get();
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        boolean before = READING.get();
        READING.set(true);
        try {
            inside.deploy(deployment);
        } finally {
            READING.set(before);
        }
    }
}
