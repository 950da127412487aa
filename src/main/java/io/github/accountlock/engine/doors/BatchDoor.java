package io.github.accountlock.engine.doors;

import io.github.accountlock.engine.inside.EngineField;
import java.util.List;
import org.camunda.bpm.engine.history.HistoricProcessInstanceQuery;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.migration.MigrationPlan;
import org.camunda.bpm.engine.runtime.ProcessInstanceQuery;

/** A batch over process instances that are named, or found by a query: refused when it is made. */
final class BatchDoor implements Door {

    private final String what;
    private final EngineField<?> ids;
    private final EngineField<ProcessInstanceQuery> query;
    private final EngineField<HistoricProcessInstanceQuery> historicQuery;

    BatchDoor(Class<?> command, String what) {
        this.what = what;
        this.ids = EngineField.of(command, "processInstanceIds", List.class);
        this.query = EngineField.of(command, "processInstanceQuery", ProcessInstanceQuery.class);
        this.historicQuery =
                EngineField.of(command, "historicProcessInstanceQuery", HistoricProcessInstanceQuery.class);
    }

    /** Of a plan by whatever hand. */
    static boolean reachesUs(MigrationPlan plan) {
        return plan != null
                && (Ours.definition(plan.getSourceProcessDefinitionId())
                        || Ours.definition(plan.getTargetProcessDefinitionId()));
    }

    @Override
    public void pass(Object command) {
        if (Ours.anyExecution((List<?>) ids.of(command))
                || finds(query.of(command))
                || finds(historicQuery.of(command))) {
            throw Shut.to(what);
        }
    }

    private static boolean finds(Object query) {
        return query != null && Ours.anyExecution(((AbstractQuery<?, ?>) query).listIds());
    }
}
