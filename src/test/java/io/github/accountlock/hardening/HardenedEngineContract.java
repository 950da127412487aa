package io.github.accountlock.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.TaskPermissions;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.FilterEntity;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold in every engine that has our plugin, whatever its host is. */
abstract class HardenedEngineContract {

    private static final String PROBE = "${probe.touched()}";

    abstract ProcessEngine engine();

    /** Whether the bean {@code probe}, visible to expressions, was asked. */
    abstract Probe probe();

    @AfterEach
    void cleanUp() {
        engine().getIdentityService().clearAuthentication();
        engine().getAuthorizationService().createAuthorizationQuery().userIdIn("ann").list().stream()
                .map(Authorization::getId)
                .forEach(engine().getAuthorizationService()::deleteAuthorization);
        for (Deployment left : engine().getRepositoryService()
                .createDeploymentQuery()
                .deploymentName("by a test")
                .list()) {
            engine().getRepositoryService().deleteDeployment(left.getId(), true);
        }
        engine().getFilterService().createFilterQuery().list().stream()
                .filter(filter -> filter.getName().equals("by a test"))
                .forEach(filter -> engine().getFilterService().deleteFilter(filter.getId()));
    }

    @Test
    void queriesEvaluateNoExpressionNotEvenInOrQueries() {
        TaskQuery plain = engine().getTaskService().createTaskQuery().taskAssigneeExpression(PROBE);
        TaskQuery or = engine().getTaskService()
                .createTaskQuery()
                .or()
                .taskAssigneeExpression(PROBE)
                .taskName("x")
                .endOr();

        assertThatThrownBy(plain::list).isInstanceOf(BadUserRequestException.class);
        assertThatThrownBy(or::list).hasStackTraceContaining("not evaluated in queries and filters");
        assertThatThrownBy(or::count).hasStackTraceContaining("not evaluated in queries and filters");
        assertThat(probe().touches()).isZero();
    }

    @Test
    void storedFiltersEvaluateNoExpression() {
        TaskQuery or = engine().getTaskService()
                .createTaskQuery()
                .or()
                .taskCandidateGroupExpression(PROBE)
                .endOr();
        Filter stored = engine().getFilterService().newTaskFilter("by a test");
        stored.setQuery(or);
        String id = engine().getFilterService().saveFilter(stored).getId();

        assertThatThrownBy(() -> engine().getFilterService().list(id))
                .hasStackTraceContaining("is not evaluated in queries");
        assertThatThrownBy(() -> engine().getFilterService().count(id))
                .hasStackTraceContaining("is not evaluated in queries");
        assertThat(probe().touches()).isZero();
    }

    @Test
    void filterTextWithAnExpressionIsNotEvaluated() {
        FilterEntity stored = (FilterEntity) engine().getFilterService().newTaskFilter("by a test");
        stored.setQueryInternal("{\"taskAssigneeExpression\":\"" + PROBE + "\"}");
        String id = engine().getFilterService().saveFilter(stored).getId();

        assertThatThrownBy(() -> engine().getFilterService().list(id))
                .hasStackTraceContaining("is not evaluated in queries and filters");
        assertThat(probe().touches()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${currentUser().concat(probe.touched())}",
                "${currentUser()}${probe.touched()}",
                "ann${probe.touched()}",
                "${now().class}",
                "${dateTime().plusDays(probe.touched())}",
                "${dateTime().toString()}",
                "${dateTime().getZone()}"
            })
    void filterAsksForNothingButWhoAndWhen(String expression) {
        Filter stored = engine().getFilterService().newTaskFilter("by a test");
        stored.setQuery(engine().getTaskService()
                .createTaskQuery()
                .or()
                .taskAssigneeExpression(expression)
                .endOr());
        String id = engine().getFilterService().saveFilter(stored).getId();

        assertThatThrownBy(() -> engine().getFilterService().count(id)).hasStackTraceContaining("xpression");
        assertThat(probe().touches()).isZero();
    }

    @Test
    void filtersOfWhoAndWhenGoOn() {
        deploy("<userTask id='step' camunda:assignee='ann' camunda:candidateGroups='team'/>");
        engine().getRuntimeService().startProcessInstanceByKey("probe");
        TaskQuery mine = engine().getTaskService().createTaskQuery().taskAssigneeExpression("${currentUser()}");
        TaskQuery plain = engine().getTaskService().createTaskQuery().taskAssigneeExpression("ann");
        TaskQuery ours = engine().getTaskService()
                .createTaskQuery()
                .taskCandidateGroupInExpression("${currentUserGroups()}")
                .includeAssignedTasks();
        TaskQuery recent = engine().getTaskService()
                .createTaskQuery()
                .taskAssignee("ann")
                .or()
                .taskCreatedAfterExpression("${dateTime().minusHours( 1 ).toDate()}")
                .taskCreatedOnExpression("#{ now() }")
                .endOr();
        allowAnn(Resources.FILTER);
        allowAnn(Resources.TASK);
        engine().getIdentityService().setAuthentication("ann", List.of("team"));

        for (TaskQuery query : List.of(mine, plain, ours, recent)) {
            Filter stored = engine().getFilterService().newTaskFilter("by a test");
            stored.setQuery(query);
            String id = engine().getFilterService().saveFilter(stored).getId();
            assertThat(engine().getFilterService().count(id)).isOne();
        }
    }

    @Test
    void processesStillEvaluateExpressions() {
        deploy("<serviceTask id='step' camunda:expression=\"${execution.setVariable('seen', 'it')}\"/>");

        ProcessInstance instance = engine().getRuntimeService().startProcessInstanceByKey("probe");

        assertThat(engine().getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .processInstanceId(instance.getId())
                        .variableName("seen")
                        .singleResult()
                        .getValue())
                .isEqualTo("it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${execution.processInstanceId}",
                "${currentUser()}",
                "${'the class of '.concat('forName')}",
                "in the class of ${execution.id}",
                "${execution.setVariable('class', 'A')}"
            })
    void ordinaryExpressionsGoOn(String expression) {
        deploy("<serviceTask id='step' camunda:expression=\"" + expression + "\"/>");

        assertThat(engine().getRuntimeService()
                        .startProcessInstanceByKey("probe")
                        .isEnded())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''.getClass().forName('java.lang.System')}",
                "${''.class.name}",
                "${''['class'].name}",
                "#{execution.getClass().getClassLoader()}",
                "${execution . class}",
                "text ${execution.class} text"
            })
    void expressionThatNamesAClassIsNotDeployed(String expression) {
        for (String step : List.of(
                "<serviceTask id='step' camunda:expression=\"" + expression + "\"/>",
                "<userTask id='step' camunda:assignee=\"" + expression + "\"/>",
                "<userTask id='step'><extensionElements><camunda:taskListener event='create' expression=\"" + expression
                        + "\"/></extensionElements></userTask>")) {
            assertThatThrownBy(() -> deploy(step))
                    .as(step)
                    .isInstanceOf(ParseException.class)
                    .hasMessageContaining("reaches Java classes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''['cl'.concat('ass')]}",
                "${execution['cl'.concat('ass')].name}",
                "${probe.thread()}",
                "${probe.thread().name}",
                "${probe.types()}"
            })
    void expressionThatComesToAClassIsRefusedWhereItDoes(String expression) {
        deploy("<serviceTask id='step' camunda:expression=\"" + expression + "\"/>");

        assertThatThrownBy(() -> engine().getRuntimeService().startProcessInstanceByKey("probe"))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("An expression is refused, because it reaches java.lang.")
                .hasMessageContaining("account-lock.expression-types");
    }

    @Test
    void decisionReachesNoClassEither() {
        for (String expression : List.of("${''.class.name}", "${''['cl'.concat('ass')].name}")) {
            deploy("probe.dmn", decision(expression));

            assertThatThrownBy(() -> engine().getDecisionService()
                            .evaluateDecisionByKey("probe")
                            .variables(Map.of())
                            .evaluate())
                    .as(expression)
                    .hasStackTraceContaining("refused, because");
        }
    }

    @Test
    void noScriptRunsInAnyLanguage() {
        for (String language : List.of("javascript", "juel", "feel", "groovy")) {
            deploy("<scriptTask id='step' scriptFormat='" + language + "'><script>1 + 1</script></scriptTask>");

            assertThatThrownBy(() -> engine().getRuntimeService().startProcessInstanceByKey("probe"))
                    .as(language)
                    .hasStackTraceContaining("Scripts are switched off: \"" + language + "\"");
        }
    }

    @Test
    void decisionsInFeelGoOn() {
        var decided = engine().getDecisionService()
                .evaluateDecisionTableByKey(
                        "approval-policy",
                        Map.of(
                                "provider",
                                "tencent-postgres",
                                "accountType",
                                "normal",
                                "urgency",
                                "normal",
                                "action",
                                "lock"));

        assertThat(decided.getResultList()).isNotEmpty();
    }

    @Test
    void javaObjectsAreNeitherStoredNorRead() {
        deploy("<userTask id='step'/>");
        var serialized = Variables.serializedObjectValue("rO0ABXQAAXg=")
                .objectTypeName("java.lang.String")
                .serializationDataFormat(Variables.SerializationDataFormats.JAVA)
                .create();

        assertThatThrownBy(() ->
                        engine().getRuntimeService().startProcessInstanceByKey("probe", Map.of("object", serialized)))
                .hasMessageContaining("ENGINE-17007");
        assertThat(configuration().isJavaSerializationFormatEnabled()).isFalse();
        assertThat(configuration().isDeserializationTypeValidationEnabled()).isTrue();
        assertThat(configuration().getDeserializationTypeValidator().validate("javax.swing.JLabel"))
                .isFalse();
    }

    @Test
    void casesAndStandaloneTasksAreOffAndDecisionsAreOn() {
        Task alone = engine().getTaskService().newTask();

        assertThatThrownBy(() -> engine().getTaskService().saveTask(alone)).hasMessageContaining("tandalone task");
        assertThat(configuration().isCmmnEnabled()).isFalse();
        assertThat(configuration().isDmnEnabled()).isTrue();
    }

    @Test
    void caseModelIsNotDeployed() {
        deploy(
                "case.cmmn",
                "<definitions xmlns='http://www.omg.org/spec/CMMN/20151109/MODEL' targetNamespace='test'>"
                        + "<case id='case'><casePlanModel id='plan'><planItem id='item' definitionRef='task'/>"
                        + "<humanTask id='task'/></casePlanModel></case></definitions>");

        assertThatThrownBy(() -> engine().getCaseService().createCaseInstanceByKey("case"))
                .isInstanceOf(ProcessEngineException.class);
    }

    @Test
    void everyOtherSettingIsAsPromised() {
        ProcessEngineConfigurationImpl configuration = configuration();

        assertThat(configuration.isAuthorizationEnabled()).isTrue();
        assertThat(configuration.getDefaultUserPermissionForTask()).isEqualTo(TaskPermissions.TASK_WORK);
        assertThat(configuration.getHistoryLevel().getName()).isEqualTo("full");
        assertThat(configuration.isRestrictUserOperationLogToAuthenticatedUsers())
                .isFalse();
        assertThat(configuration.isEnableExceptionsAfterUnhandledBpmnError()).isTrue();
        assertThat(configuration.isEnableExpressionsInAdhocQueries()).isFalse();
        assertThat(configuration.isEnableXxeProcessing()).isFalse();
        assertThat(configuration.getLoginMaxAttempts()).isEqualTo(10);
        assertThat(configuration.getLoginDelayBase()).isEqualTo(3);
        assertThat(configuration.getLoginDelayFactor()).isEqualTo(2);
        assertThat(configuration.getLoginDelayMaxTime()).isEqualTo(60);
    }

    @Test
    void operationsWithoutALoginAreLoggedToo() {
        deploy("<userTask id='step'/>");
        ProcessInstance instance = engine().getRuntimeService().startProcessInstanceByKey("probe");

        engine().getRuntimeService().suspendProcessInstanceById(instance.getId());

        assertThat(engine().getHistoryService()
                        .createUserOperationLogQuery()
                        .processInstanceId(instance.getId())
                        .operationType("Suspend")
                        .count())
                .isOne();
    }

    @Test
    void errorThatNobodyCatchesIsAFailure() {
        deploy("<endEvent id='step'><errorEventDefinition errorRef='e'/></endEvent>");

        assertThatThrownBy(() -> engine().getRuntimeService().startProcessInstanceByKey("probe"))
                .hasMessageContaining("ENGINE-02042");
    }

    @Test
    void processesOfTheHostKeepAllTheirDoors() {
        deploy("<userTask id='step'/>");
        var runtime = engine().getRuntimeService();
        ProcessInstance instance = runtime.createProcessInstanceByKey("probe")
                .startBeforeActivity("step")
                .setVariable("file", Variables.byteArrayValue(new byte[] {1}))
                .execute(true, true);

        runtime.setVariable(instance.getId(), "any", "value");
        runtime.createProcessInstanceModification(instance.getId())
                .cancelAllForActivity("step")
                .startBeforeActivity("step")
                .execute();
        Task task = engine().getTaskService()
                .createTaskQuery()
                .processInstanceId(instance.getId())
                .singleResult();
        task.setName("another");
        engine().getTaskService().saveTask(task);
        engine().getTaskService().resolveTask(task.getId(), Map.of("other", "value"));
        engine().getTaskService().complete(task.getId(), Map.of("more", "value"));
        runtime.restartProcessInstances(instance.getProcessDefinitionId())
                .startBeforeActivity("step")
                .processInstanceIds(instance.getId())
                .execute();

        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey("probe")
                        .count())
                .isOne();
    }

    private void allowAnn(Resource resource) {
        Authorization grant = engine().getAuthorizationService().createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        grant.setUserId("ann");
        grant.setResource(resource);
        grant.setResourceId(Authorization.ANY);
        grant.addPermission(Permissions.ALL);
        engine().getAuthorizationService().saveAuthorization(grant);
    }

    private ProcessEngineConfigurationImpl configuration() {
        return (ProcessEngineConfigurationImpl) engine().getProcessEngineConfiguration();
    }

    void deploy(String step) {
        deploy("probe.bpmn", model("probe", step));
    }

    void deploy(String resource, String model) {
        engine().getRepositoryService()
                .createDeployment()
                .name("by a test")
                .addString(resource, model)
                .deploy();
    }

    static String model(String key, String step) {
        return "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
                + " xmlns:camunda='http://camunda.org/schema/1.0/bpmn' targetNamespace='test'>"
                + "<error id='e' errorCode='e'/>"
                + "<process id='" + key + "' isExecutable='true' camunda:historyTimeToLive='P1D'>"
                + "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='step'/>"
                + step + "</process></definitions>";
    }

    private static String decision(String expression) {
        return "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='test'"
                + " xmlns:camunda='http://camunda.org/schema/1.0/dmn'>"
                + "<decision id='probe' name='probe' camunda:historyTimeToLive='P1D'>"
                + "<variable id='v' name='v'/><literalExpression id='l' expressionLanguage='juel'><text>"
                + expression + "</text></literalExpression></decision></definitions>";
    }

    /** A bean of the host that counts who asks it. */
    public static final class Probe {

        private int touches;

        public String touched() {
            touches++;
            return "touched";
        }

        public Thread thread() {
            return Thread.currentThread();
        }

        public Class<?>[] types() {
            return new Class<?>[] {Probe.class};
        }

        int touches() {
            return touches;
        }
    }
}
