package io.github.accountlock.engine.deployment;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;

/**
 * Takes our models out of a Spring host's automatic deployment: it would find them in our jar and deploy them a second
 * time without their forms. By reflection, because a bare engine has no Spring class.
 */
public final class HostDeployment {

    private HostDeployment() {}

    public static void leaveOut(ProcessEngineConfigurationImpl engine, String folder) {
        try {
            Method get = engine.getClass().getMethod("getDeploymentResources");
            Object[] resources = (Object[]) get.invoke(engine);
            Object[] kept = Arrays.stream(resources)
                    .filter(resource -> !resource.toString().contains(folder))
                    .toArray(length ->
                            (Object[]) Array.newInstance(resources.getClass().getComponentType(), length));
            engine.getClass()
                    .getMethod("setDeploymentResources", get.getReturnType())
                    .invoke(engine, (Object) kept);
        } catch (NoSuchMethodException bareEngine) {
            // Nothing deploys by itself there.
        } catch (IllegalAccessException | InvocationTargetException unexpected) {
            throw new IllegalStateException("the host's automatic deployment cannot be read", unexpected);
        }
    }
}
