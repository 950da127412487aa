package org.camunda.community.process_test_coverage.engine.platform7;

import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;

/** See ProcessEngineCoverageExtension. */
public class ProcessCoverageInMemProcessEngineConfiguration extends StandaloneInMemProcessEngineConfiguration {}
