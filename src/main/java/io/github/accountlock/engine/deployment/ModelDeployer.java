package io.github.accountlock.engine.deployment;

import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.deployer.BpmnDeployer;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobDeclaration;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/**
 * The engine's own, which leaves the stored job definitions alone where a model only stands in for the one they belong to: it
 * would fail at one whose activity the stand-in does not have, and make some that the real model does not know.
 */
public final class ModelDeployer extends BpmnDeployer {

    private final TrustedModels trusted;

    private ModelDeployer(BpmnDeployer engines, TrustedModels trusted) {
        this.trusted = trusted;
        setIdGenerator(engines.getIdGenerator());
        setExpressionManager(engines.getExpressionManager());
        setBpmnParser(engines.getBpmnParser());
    }

    /** Has to be called after the engine was put together. */
    public static void install(ProcessEngineConfigurationImpl engine, TrustedModels trusted) {
        engine.setDeployers(engine.getDeployers().stream()
                .<Deployer>map(deployer -> deployer.getClass() == BpmnDeployer.class
                        ? new ModelDeployer((BpmnDeployer) deployer, trusted)
                        : deployer)
                .toList());
    }

    @Override
    protected void updateJobDeclarations(
            List<JobDeclaration<?, ?>> declarations, ProcessDefinitionEntity process, boolean isNew) {
        if (!trusted.hasStandIn(process.getId())) {
            super.updateJobDeclarations(declarations, process, isNew);
        }
    }
}
