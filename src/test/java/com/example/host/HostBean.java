package com.example.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;

/** What the stranger's models ask for. */
public class HostBean {

    public String soon() {
        return "PT1S";
    }

    public Date inAnHour() {
        return Date.from(Instant.now().plus(Duration.ofHours(1)));
    }

    public String team() {
        return "team";
    }

    public List<String> items() {
        return List.of("one", "two");
    }

    public boolean touched(DelegateExecution execution) {
        execution.setVariable("touched" + execution.getCurrentActivityId(), execution.getEventName());
        return true;
    }

    public void named(DelegateTask task) {
        task.setName("named by the host");
    }
}
