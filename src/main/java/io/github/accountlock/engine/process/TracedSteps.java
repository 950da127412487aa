package io.github.accountlock.engine.process;

import io.github.accountlock.metrics.Traces;
import java.util.Locale;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;

/** The start of a request, its steps and what people decide, each as a span of the request's trace. */
public final class TracedSteps {

    private final Traces traces;

    public TracedSteps(Traces traces) {
        this.traces = traces;
    }

    private interface Work {
        void run() throws Exception;
    }

    public ExecutionListener start(ExecutionListener listener) {
        return execution -> in(
                traces.request(execution.getProcessInstanceId(), "start " + Cases.key(execution)),
                () -> listener.notify(execution));
    }

    /** @param name by which the models know it, for example {@code lockAccount} */
    public JavaDelegate step(String name, JavaDelegate delegate) {
        String words = name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return execution -> in(traces.step(execution.getProcessInstanceId(), words), () -> delegate.execute(execution));
    }

    /** What the person decided is not told: who may see traces need not see that. */
    public TaskListener task(TaskListener guard) {
        return task -> {
            try {
                String name = "complete " + task.getTaskDefinitionKey();
                in(traces.step(task.getProcessInstanceId(), name), () -> guard.notify(task));
            } catch (RuntimeException refused) {
                throw refused;
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        };
    }

    private static void in(Traces.Span span, Work work) throws Exception {
        try (span) {
            try {
                work.run();
            } catch (Exception failed) {
                span.failed(failed.getClass().getSimpleName());
                throw failed;
            }
        }
    }
}
