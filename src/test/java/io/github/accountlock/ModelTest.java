package io.github.accountlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.Var;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnPlane;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model must keep so that managers can read it and an operator can trust it. */
class ModelTest {

    private static final BpmnModelInstance MODEL = model("account-lock");

    @Test
    void keyIsTheFileNameAndHistoryHasAnEnd() {
        Process process = MODEL.getModelElementsByType(Process.class).iterator().next();

        assertThat(process.getId()).isEqualTo(AccountLockProcess.KEY);
        assertThat(process.getCamundaHistoryTimeToLiveString()).isEqualTo("P400D");
    }

    @Test
    void idsOfTheCodeAreInTheModel() throws IllegalAccessException {
        for (Field field : AccountLockProcess.class.getFields()) {
            boolean id = field.getType() == String.class && Modifier.isStatic(field.getModifiers());
            String value = id ? (String) field.get(null) : "";
            boolean older = value.equals(AccountLockProcess.WITHDRAW);
            if (!older && (value.startsWith("Task_") || value.contains("Event_"))) {
                assertThat((Object) MODEL.getModelElementById(value)).as(value).isNotNull();
            }
        }
    }

    @Test
    void expressionsUseOnlyVariablesThatTheCodeWrites() throws IllegalAccessException {
        Set<String> known = new TreeSet<>(
                io.github.accountlock.domain.LockRequest.names(io.github.accountlock.domain.LockState.LOCKED));
        for (Field field : AccountLockProcess.class.getFields()) {
            if (field.getType() == Var.class) {
                known.add(((Var<?>) field.get(null)).name());
            }
        }
        Matcher expression = Pattern.compile("\\$\\{(\\w+)[^}]*}").matcher(Bpmn.convertToString(MODEL));
        while (expression.find()) {
            assertThat(known).contains(expression.group(1));
        }
    }

    @Test
    void conditionsCompareOneVariableWithOneLiteral() {
        for (SequenceFlow flow : MODEL.getModelElementsByType(SequenceFlow.class)) {
            if (flow.getConditionExpression() != null) {
                assertThat(flow.getConditionExpression().getTextContent())
                        .as(flow.getId())
                        .matches("\\$\\{\\w+ (==|!=) ('[\\w-]+'|true|null)}");
            }
        }
    }

    @Test
    void splitsHaveADefaultAndAQuestion() {
        for (ExclusiveGateway gateway : MODEL.getModelElementsByType(ExclusiveGateway.class)) {
            if (gateway.getOutgoing().size() > 1) {
                assertThat(gateway.getDefault()).as(gateway.getId()).isNotNull();
                assertThat(gateway.getName()).as(gateway.getId()).endsWith("?");
                gateway.getOutgoing()
                        .forEach(flow ->
                                assertThat(flow.getName()).as(flow.getId()).isNotBlank());
            }
        }
    }

    @Test
    void savePointsHaveRetriesFromTheConfiguration() {
        for (ServiceTask task : MODEL.getModelElementsByType(ServiceTask.class)) {
            assertThat(task.getCamundaDelegateExpression()).as(task.getId()).matches("#\\{\\w+}");
        }
        MODEL.getModelElementsByType(FlowNode.class).stream()
                .filter(node -> node.isCamundaAsyncBefore() || node.isCamundaAsyncAfter())
                .forEach(node -> assertThat(node.getExtensionElements()
                                .getElementsQuery()
                                .filterByType(CamundaFailedJobRetryTimeCycle.class)
                                .singleResult()
                                .getTextContent())
                        .as(node.getId())
                        .matches("#\\{retry\\.(read|lock)}"));
    }

    /** Before each of them something has to be committed: the request, the approval, or that the undo is wanted. */
    @Test
    void savePointsAreWhereTheCaseNeedsACommit() {
        assertThat(MODEL.getModelElementsByType(FlowNode.class).stream()
                        .filter(FlowNode::isCamundaAsyncBefore)
                        .map(FlowNode::getId))
                .containsExactlyInAnyOrder(
                        "Task_ReadAccount",
                        "Task_RemindApprovers",
                        "Task_RecordState",
                        "Task_UnlockAccount",
                        "Task_VerifyUnlock");
    }

    @Test
    void humanStepsHaveAFormAndSomebodyToDoThem() {
        for (UserTask task : MODEL.getModelElementsByType(UserTask.class)) {
            assertThat(task.getCamundaFormRef()).as(task.getId()).isNotBlank();
            assertThat(task.getCamundaCandidateGroups() + task.getCamundaAssignee())
                    .as(task.getId())
                    .contains("${");
        }
    }

    @Test
    void everyTaskIsDocumentedAndEveryIdSpeaks() {
        MODEL.getModelElementsByType(Task.class)
                .forEach(task ->
                        assertThat(task.getDocumentations()).as(task.getId()).isNotEmpty());
        for (FlowElement element : MODEL.getModelElementsByType(FlowElement.class)) {
            assertThat(element.getId())
                    .matches(
                            "(StartEvent|EndEvent|IntermediateEvent|BoundaryEvent|Task|Gateway|SubProcess|Flow)_[A-Z]\\w+");
        }
    }

    @Test
    void everyOutcomeOfALockRequestHasItsEnd() {
        List<String> outcomes = new ArrayList<>();
        for (EndEvent end : MODEL.getModelElementsByType(EndEvent.class)) {
            if (end.getExtensionElements() != null) {
                Collection<CamundaProperty> properties = end.getExtensionElements()
                        .getChildElementsByType(org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties.class)
                        .iterator()
                        .next()
                        .getCamundaProperties();
                properties.forEach(property -> outcomes.add(property.getCamundaValue()));
            }
        }
        List<String> expected =
                new ArrayList<>(Arrays.stream(Outcome.values()).map(Enum::name).toList());
        List<String> ofOthers = List.of("ALREADY_UNLOCKED", "CARRIED_OUT");
        expected.removeAll(ofOthers);

        assertThat(outcomes).containsAll(expected).doesNotContainAnyElementsOf(ofOthers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account-lock: StartEvent_LockRequested Task_ReadAccount Gateway_AccountSeen Task_DecidePolicy"
                        + " Gateway_RequestAllowed Gateway_ApprovalJoin Task_ApproveLock Gateway_LockApproved Task_RecordState"
                        + " Gateway_StillAsApproved Task_LockAccount Gateway_LockAccepted Gateway_VerifyJoin"
                        + " Task_VerifyLock Gateway_LockConfirmed Gateway_TemporaryLock EndEvent_AccountLocked",
                "account-unlock: StartEvent_UnlockRequested Task_ReadAccount Gateway_AccountSeen Task_DecidePolicy"
                        + " Gateway_RequestAllowed Gateway_ApprovalJoin Task_ApproveUnlock Gateway_UnlockApproved Task_RecordState"
                        + " Gateway_StillAsApproved Task_UnlockAccount Gateway_UnlockAccepted Gateway_VerifyUnlockJoin"
                        + " Task_VerifyUnlock Gateway_UnlockConfirmed EndEvent_AccountUnlocked",
                "account-lock-bulk: StartEvent_ListRequested Task_DecidePolicy Gateway_RequestAllowed"
                        + " Gateway_ApprovalJoin Task_ApproveLock Gateway_LockApproved Gateway_ListJoin"
                        + " Task_RequestAccounts Gateway_ListSettled EndEvent_ListCarriedOut"
            })
    void theHappyPathIsOneStraightLine(String path) {
        String[] words = path.split(":? ");
        BpmnModelInstance model = model(words[0]);
        FlowNode last = null;
        Set<Double> heights = new TreeSet<>();
        for (String id : Arrays.asList(words).subList(1, words.length)) {
            FlowNode node = model.getModelElementById(id);
            Bounds bounds = shape(node).getBounds();
            heights.add(bounds.getY() + bounds.getHeight() / 2);
            if (last != null) {
                assertThat(last.getSucceedingNodes().list()).as(id).contains(node);
                assertThat(shape(last).getBounds().getX()).as(id).isLessThan(bounds.getX());
            }
            last = node;
        }
        assertThat(heights).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-lock", "account-unlock", "account-lock-bulk"})
    void everyPictureFitsOneScreen(String key) {
        for (BpmnPlane plane : model(key).getModelElementsByType(BpmnPlane.class)) {
            List<Double> across = new ArrayList<>();
            List<Double> down = new ArrayList<>();
            plane.getModelInstance().getModelElementsByType(Bounds.class).stream()
                    .filter(bounds -> within(bounds, plane))
                    .forEach(bounds -> {
                        across.addAll(List.of(bounds.getX(), bounds.getX() + bounds.getWidth()));
                        down.addAll(List.of(bounds.getY(), bounds.getY() + bounds.getHeight()));
                    });
            plane.getModelInstance().getModelElementsByType(Waypoint.class).stream()
                    .filter(point -> within(point, plane))
                    .forEach(point -> {
                        across.add(point.getX());
                        down.add(point.getY());
                    });
            String name = plane.getBpmnElement().getId();
            assertThat(Collections.max(across) - Collections.min(across))
                    .as("width of " + name)
                    .isLessThanOrEqualTo(1420);
            assertThat(Collections.max(down) - Collections.min(down))
                    .as("height of " + name)
                    .isLessThanOrEqualTo(700);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-lock", "account-unlock", "account-lock-bulk"})
    void everySubprocessIsOneStepWithAPictureOfItsOwn(String key) {
        BpmnModelInstance model = model(key);
        List<String> planes = model.getModelElementsByType(BpmnPlane.class).stream()
                .map(plane -> plane.getBpmnElement().getId())
                .toList();
        for (SubProcess step : model.getModelElementsByType(SubProcess.class)) {
            assertThat(shape(step).isExpanded()).as(step.getId()).isFalse();
            assertThat(planes).contains(step.getId());
        }
    }

    /** Not its own picture, which a collapsed subprocess has too. */
    private static BpmnShape shape(FlowNode node) {
        return node.getModelInstance().getModelElementsByType(BpmnShape.class).stream()
                .filter(each -> each.getBpmnElement().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static boolean within(ModelElementInstance element, BpmnPlane plane) {
        return element != null && (element.equals(plane) || within(element.getParentElement(), plane));
    }

    private static BpmnModelInstance model(String key) {
        return Bpmn.readModelFromStream(ModelTest.class.getResourceAsStream("/accountlock/bpmn/" + key + ".bpmn"));
    }

    @Test
    void theUndoHangsOnTheStepThatEndsBeforeTheCall() {
        Activity record = MODEL.getModelElementById(AccountLockProcess.RECORD);
        SubProcess undo = MODEL.getModelElementById("SubProcess_UndoLock");

        assertThat(record.isCamundaAsyncBefore()).isTrue();
        assertThat(undo.isForCompensation()).isTrue();
    }
}
