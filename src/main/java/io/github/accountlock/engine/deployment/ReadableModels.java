package io.github.accountlock.engine.deployment;

import io.github.accountlock.engine.inside.EngineField;
import java.io.ByteArrayInputStream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.BpmnModelInstanceCache;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.CacheFactory;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.DefaultCacheFactory;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.DeploymentCache;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.ProcessDefinitionCache;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.ResourceDefinitionCache;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;

/**
 * What the engine reads a model for beside running it: a list of process definitions asks each for its documentation,
 * and would fail as a whole. The shipped model is shown in the place of one that is no BPMN any more.
 */
public final class ReadableModels extends BpmnModelInstanceCache {

    /** The engine's default. */
    private static final int CAPACITY = 1000;

    private final TrustedModels trusted;

    private ReadableModels(
            CacheFactory caches, ResourceDefinitionCache<ProcessDefinitionEntity> definitions, TrustedModels trusted) {
        super(caches, CAPACITY, definitions);
        this.trusted = trusted;
    }

    /** Has to be called after the engine was put together; it has no setter for this. */
    public static void install(ProcessEngineConfigurationImpl engine, TrustedModels trusted) {
        DeploymentCache cache = engine.getDeploymentCache();
        CacheFactory caches = EngineField.of(ProcessEngineConfigurationImpl.class, "cacheFactory", CacheFactory.class)
                .of(engine);
        ProcessDefinitionCache definitions = EngineField.of(
                        DeploymentCache.class, "processDefinitionEntityCache", ProcessDefinitionCache.class)
                .of(cache);
        EngineField.of(DeploymentCache.class, "bpmnModelInstanceCache", BpmnModelInstanceCache.class)
                .set(
                        cache,
                        new ReadableModels(caches == null ? new DefaultCacheFactory() : caches, definitions, trusted));
    }

    @Override
    protected BpmnModelInstance loadAndCacheBpmnModelInstance(ProcessDefinitionEntity definition) {
        try {
            return super.loadAndCacheBpmnModelInstance(definition);
        } catch (ProcessEngineException noBpmn) {
            BpmnModelInstance shipped = trusted.standIn(definition.getKey())
                    .map(model -> Bpmn.readModelFromStream(new ByteArrayInputStream(model)))
                    .orElseThrow(() -> noBpmn);
            instanceCache.put(definition.getId(), shipped);
            return shipped;
        }
    }
}
