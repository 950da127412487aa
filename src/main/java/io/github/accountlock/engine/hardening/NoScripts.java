package io.github.accountlock.engine.hardening;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;

/** No script runs, in no language, whatever is on the class path. FEEL in decisions is not a script and goes on. */
final class NoScripts implements ScriptEngineResolver {

    @Override
    public ScriptEngine getScriptEngine(String language, boolean resolveFromCache) {
        throw new ProcessEngineException("Scripts are switched off: \"" + language + "\" is not run.");
    }

    @Override
    public void addScriptEngineFactory(ScriptEngineFactory factory) {
        // Nothing asks a factory here.
    }

    @Override
    public ScriptEngineManager getScriptEngineManager() {
        return null;
    }
}
