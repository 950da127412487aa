package io.github.accountlock.engine.process;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.engine.deployment.OurProcesses;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.util.xml.Namespace;

/**
 * Attaches what our processes must not run without, whatever a model says: the check at the start, the guards of the
 * human steps, their names and priorities, the outcome at the ends. Refuses a model in which one of our delegates lacks a save point or retries.
 */
public final class AttachedListeners extends AbstractBpmnParseListener {

    private static final Namespace CAMUNDA = new Namespace("http://camunda.org/schema/1.0/bpmn");

    private final Map<String, ExecutionListener> started;
    private final Map<String, TaskListener> guards;
    private final Function<Outcome, ExecutionListener> ends;
    private final Set<String> delegates;

    /**
     * @param started by process key
     * @param guards by task id
     */
    public AttachedListeners(
            Map<String, ExecutionListener> started,
            Map<String, TaskListener> guards,
            Function<Outcome, ExecutionListener> ends,
            Set<String> delegates) {
        this.started = started;
        this.guards = guards;
        this.ends = ends;
        this.delegates = delegates;
    }

    @Override
    public void parseProcess(Element processElement, ProcessDefinitionEntity definition) {
        if (OurProcesses.KEYS.contains(definition.getKey())) {
            definition.addListener(ExecutionListener.EVENTNAME_START, started.get(definition.getKey()), 0);
        }
    }

    @Override
    public void parseUserTask(Element userTaskElement, ScopeImpl scope, ActivityImpl activity) {
        TaskListener guard = guards.get(activity.getId());
        if (isOurs(activity) && guard != null) {
            TaskDefinition task = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
            task.addTaskListener(TaskListener.EVENTNAME_COMPLETE, guard);
            task.setNameExpression(expression("${alarm}" + userTaskElement.attribute("name") + ": ${account}"));
            task.setPriorityExpression(expression("${priority}"));
        }
    }

    private static Expression expression(String text) {
        return Context.getProcessEngineConfiguration().getExpressionManager().createExpression(text);
    }

    @Override
    public void parseEndEvent(Element endEventElement, ScopeImpl scope, ActivityImpl activity) {
        String outcome = isOurs(activity) ? outcome(endEventElement) : null;
        if (outcome != null) {
            activity.addListener(ExecutionListener.EVENTNAME_START, ends.apply(Outcome.valueOf(outcome)));
        }
    }

    @Override
    public void parseServiceTask(Element serviceTaskElement, ScopeImpl scope, ActivityImpl activity) {
        String expression = serviceTaskElement.attributeNS(CAMUNDA, "delegateExpression");
        if (!isOurs(activity) || expression == null || !delegates.contains(expression.replaceAll("[#${}]", ""))) {
            return;
        }
        boolean retries = serviceTaskElement.element("extensionElements") != null
                && serviceTaskElement.element("extensionElements").elementNS(CAMUNDA, "failedJobRetryTimeCycle")
                        != null;
        if (!activity.isAsyncBefore() || !retries) {
            throw new IllegalStateException(
                    "model " + activity.getProcessDefinition().getId() + ", task "
                            + activity.getId() + ": " + expression
                            + " needs asyncBefore and a failedJobRetryTimeCycle, or a failure would repeat other steps");
        }
    }

    private static boolean isOurs(ActivityImpl activity) {
        return activity.getProcessDefinition() instanceof ProcessDefinitionEntity definition
                && OurProcesses.KEYS.contains(definition.getKey());
    }

    private static String outcome(Element endEvent) {
        Element extensions = endEvent.element("extensionElements");
        Element properties = extensions == null ? null : extensions.elementNS(CAMUNDA, "properties");
        if (properties == null) {
            return null;
        }
        return properties.elementsNS(CAMUNDA, "property").stream()
                .filter(property -> "outcome".equals(property.attribute("name")))
                .map(property -> property.attribute("value"))
                .findFirst()
                .orElse(null);
    }
}
