package io.github.accountlock.attack;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import io.github.accountlock.process.ProcessTester;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.instance.FlowElement;

/** Our application on PostgreSQL with its people, and what an attack may have changed in it. */
final class Attacked implements AutoCloseable {

    /** All that must stay as it is: what runs, what it says, and what is written about it. */
    private static final String EVERYTHING = "select concat_ws(' ',"
            + " (select count(*) from act_hi_procinst), (select count(*) from act_ru_execution),"
            + " (select count(*) from act_re_procdef), (select count(*) from act_ru_batch),"
            + " (select count(*) from account_lock_ledger where request_id not like 'starts:%'),"
            + " (select md5(string_agg(concat_ws(':', id_, name_, text_, long_), ',' order by id_))"
            + " from act_ru_variable),"
            + " (select md5(string_agg(concat_ws(':', id_, name_, description_, task_def_key_), ',' order by id_))"
            + " from act_ru_task),"
            + " (select md5(string_agg(concat_ws(':', id_, duedate_, retries_), ',' order by id_)) from act_ru_job"
            + " where handler_type_ <> 'history-cleanup'))";

    final ControlledClouds clouds = new ControlledClouds();

    private final String database = Postgres.newDatabase();
    private final RunningApplication application = RunningApplication.production(
            database, clouds, Map.of("account-lock.protected-accounts", "*/*/*/protected_user"));
    private final ProcessEngine engine = application.engine();
    private final ProcessTester flow = new ProcessTester(engine, false);
    private final Map<String, WebSession> sessions = new HashMap<>();

    /** A request that waits for its approval. */
    record Request(String id, String task) {

        String path() {
            return "process-instance/" + id;
        }
    }

    WebSession as(String person) {
        return sessions.computeIfAbsent(person, any -> {
            boolean admin = person.equals("admin");
            String password = admin ? Production.ADMIN_PASSWORD : "fake-password-of-" + person;
            if (!admin) {
                givePassword(person, password);
            }
            WebSession session = new WebSession(application.uri());
            int status = session.login(admin ? "rootOfThisTest" : person, password, "welcome");
            if (status != 200) {
                throw new IllegalStateException(person + " cannot log in: " + status);
            }
            return session;
        });
    }

    private void givePassword(String person, String password) {
        IdentityService identity = engine.getIdentityService();
        User user = identity.createUserQuery().userId(person).singleResult();
        user.setPassword(password);
        identity.saveUser(user);
    }

    Request waitingRequest() {
        return waitingRequestOf("requester");
    }

    Request waitingRequestOf(String requester) {
        clouds.set(tencent("app_user"), "UNLOCKED");
        String id = flow.as(
                requester,
                () -> flow.start(ProcessTester.values(tencent("app_user"))).getId());
        Task[] approval = new Task[1];
        await().until(() -> (approval[0] = approvalOf(id)) != null);
        return new Request(id, approval[0].getId());
    }

    boolean stillWaits(Request request) {
        return approvalOf(request.id()) != null;
    }

    private Task approvalOf(String requestId) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(requestId)
                .taskDefinitionKey(AccountLockProcess.APPROVE)
                .singleResult();
    }

    String executionOf(Request request) {
        return engine.getTaskService()
                .createTaskQuery()
                .taskId(request.task())
                .singleResult()
                .getExecutionId();
    }

    String timerOf(Request request) {
        return engine.getManagementService()
                .createJobQuery()
                .processInstanceId(request.id())
                .timers()
                .list()
                .get(0)
                .getId();
    }

    String timerDefinitionOf(Request request) {
        return engine.getManagementService()
                .createJobQuery()
                .jobId(timerOf(request))
                .singleResult()
                .getJobDefinitionId();
    }

    /** The model's current version. */
    String definition() {
        return engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(AccountLockProcess.KEY)
                .latestVersion()
                .singleResult()
                .getId();
    }

    Stream<String> elements(String key, Class<? extends FlowElement> type) {
        String id = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .latestVersion()
                .singleResult()
                .getId();
        return engine.getRepositoryService().getBpmnModelInstance(id).getModelElementsByType(type).stream()
                .map(FlowElement::getId);
    }

    String batchBehindTheDoors(Request request) {
        return flow.behindTheDoors(() -> engine.getRuntimeService()
                .createModification(definition())
                .startBeforeActivity(AccountLockProcess.LOCK)
                .processInstanceIds(request.id())
                .executeAsync()
                .getBatchJobDefinitionId());
    }

    void setVariableBehindTheDoors(Request request, String name, String value) {
        flow.behindTheDoors(() -> {
            engine.getRuntimeService().setVariable(request.id(), name, value);
            return null;
        });
    }

    String failureOf(String jobDefinition) {
        return engine.getManagementService().createJobQuery().jobDefinitionId(jobDefinition).list().stream()
                .map(Job::getExceptionMessage)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    /** The step after the approval fails at once, and its incident waits for somebody. */
    void approveWhileTheCloudRefuses(Request request) {
        clouds.fail("{\"fault\":\"no-permission\",\"action\":\"DescribeAccounts\",\"times\":0}");
        Task task = approvalOf(request.id());
        flow.as("manager", () -> {
            engine.getTaskService()
                    .complete(task.getId(), Map.of("decision", "approve", "requestDigest", flow.digest(task)));
            return null;
        });
        await().until(() -> !incidentOf(request).isEmpty());
    }

    void retry(Request request) {
        Job failed = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(request.id())
                .noRetriesLeft()
                .singleResult();
        engine.getManagementService().setJobRetries(failed.getId(), 1);
    }

    String incidentOf(Request request) {
        return engine.getRuntimeService().createIncidentQuery().processInstanceId(request.id()).list().stream()
                .map(Incident::getIncidentMessage)
                .findFirst()
                .orElse("");
    }

    URI uri() {
        return application.uri();
    }

    ProcessEngine engine() {
        return engine;
    }

    String everything() {
        return text(EVERYTHING);
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(database);
    }

    String text(String query) {
        try (Connection connection = connection();
                Statement sql = connection.createStatement();
                var row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** By somebody with the database's password; the engine forgets what it has in memory. */
    void sql(String statement) {
        try (Connection connection = connection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getDeploymentCache()
                .discardProcessDefinitionCache();
    }

    /** Again where a job of theirs runs at the same moment. */
    void deleteRequests() {
        await().ignoreException(OptimisticLockingException.class).until(this::nothingIsLeft);
    }

    private boolean nothingIsLeft() {
        engine.getManagementService()
                .createBatchQuery()
                .list()
                .forEach(batch -> engine.getManagementService().deleteBatch(batch.getId(), true));
        engine.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> engine.getRuntimeService().deleteProcessInstance(left.getId(), "end"));
        return true;
    }

    @Override
    public void close() {
        application.close();
        clouds.close();
    }
}
