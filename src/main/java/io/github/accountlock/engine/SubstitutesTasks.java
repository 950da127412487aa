package io.github.accountlock.engine;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.StandIns;
import io.github.accountlock.request.Substitution;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a substitute a candidate of the open approvals that the absent person may decide, as long as he stands in for him, and
 * takes that back. It only shows him the tasks; whether he may decide is asked of the case. Looks every few seconds, so that
 * no request costs more for it, and does nothing while nobody stands in for anybody.
 */
public final class SubstitutesTasks {

    private static final Logger LOG = LoggerFactory.getLogger(SubstitutesTasks.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ProcessEngine engine;
    private final AccountLockServices services;
    private final StandIns standIns;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "account-lock-substitutes");
        daemon.setDaemon(true);
        return daemon;
    });
    private Set<String> before = Set.of();
    private boolean hasLooked;

    SubstitutesTasks(ProcessEngine engine, AccountLockServices services) {
        this.engine = engine;
        this.services = services;
        standIns = new StandIns(services.ledger(), new People());
    }

    /** @param jobsRun whether this node works on jobs; one that serves people only leaves it to the others */
    void start(BooleanSupplier engineRuns, BooleanSupplier jobsRun) {
        thread.scheduleWithFixedDelay(
                () -> {
                    if (!engineRuns.getAsBoolean()) {
                        thread.shutdown();
                    } else if (jobsRun.getAsBoolean()) {
                        run(engineRuns);
                    }
                },
                EVERY.toSeconds(),
                EVERY.toSeconds(),
                TimeUnit.SECONDS);
    }

    private void run(BooleanSupplier engineRuns) {
        try {
            look();
        } catch (RuntimeException failed) {
            if (engineRuns.getAsBoolean()) {
                LOG.warn("LOCK-080 substitutes do not see their tasks now, it is tried again: {}", failed.getMessage());
            }
        }
    }

    /** Of all who are substitutes, or were when it was looked last. */
    private void look() {
        List<Substitution> all = AccountLockServices.unrestricted(
                        engine, () -> services.ledger().substitutions())
                .all();
        Instant now = services.clock().instant();
        Set<String> active = people(all.stream().filter(each -> each.covers(now)));
        Set<String> concerned = new HashSet<>(hasLooked ? before : people(all.stream()));
        concerned.addAll(active);
        concerned.forEach(this::show);
        before = active;
        hasLooked = true;
    }

    private static Set<String> people(Stream<Substitution> some) {
        return some.map(each -> each.substitute().id()).collect(Collectors.toSet());
    }

    /** At once, when somebody has been named or a substitution was ended. */
    public static void show(ProcessEngine engine, AccountLockServices services, String substitute) {
        new SubstitutesTasks(engine, services).show(substitute);
    }

    private void show(String substitute) {
        AccountLockServices.unrestricted(engine, () -> {
            Set<String> wanted = standIns.absentNow(substitute, services.clock().instant())
                    .flatMap(absent -> asked(absent).stream())
                    .collect(Collectors.toSet());
            Set<String> shown = approvals(query -> query.taskInvolvedUser(substitute));
            TaskService tasks = engine.getTaskService();
            wanted.stream()
                    .filter(task -> !shown.contains(task))
                    .forEach(task -> tasks.addCandidateUser(task, substitute));
            shown.stream()
                    .filter(task -> !wanted.contains(task) && isCandidate(task, substitute))
                    .forEach(task -> hide(task, substitute));
            return null;
        });
    }

    /** The open approvals that a person is asked for as a member of his groups. */
    private Set<String> asked(String absent) {
        List<String> groups = List.copyOf(new People().groupsNow(absent));
        return groups.isEmpty()
                ? Set.of()
                : approvals(query -> query.taskCandidateGroupIn(groups).includeAssignedTasks());
    }

    private Set<String> approvals(UnaryOperator<TaskQuery> which) {
        TaskQuery open = engine.getTaskService()
                .createTaskQuery()
                .processDefinitionKeyIn(OurProcesses.KEYS.toArray(String[]::new))
                .taskDefinitionKeyIn(AccountLockProcess.APPROVE, AccountUnlockProcess.APPROVE)
                .active();
        return which.apply(open).list().stream().map(Task::getId).collect(Collectors.toSet());
    }

    private boolean isCandidate(String task, String person) {
        return engine.getTaskService().getIdentityLinksForTask(task).stream()
                .filter(link -> link.getType().equals(IdentityLinkType.CANDIDATE))
                .map(IdentityLink::getUserId)
                .anyMatch(person::equals);
    }

    /** The engine leaves the right to a task behind whoever was its candidate. */
    private void hide(String task, String person) {
        engine.getTaskService().deleteCandidateUser(task, person);
        AuthorizationService rights = engine.getAuthorizationService();
        rights.createAuthorizationQuery()
                .userIdIn(person)
                .resourceType(Resources.TASK)
                .resourceId(task)
                .list()
                .forEach(right -> rights.deleteAuthorization(right.getId()));
    }
}
