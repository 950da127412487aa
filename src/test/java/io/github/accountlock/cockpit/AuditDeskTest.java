package io.github.accountlock.cockpit;

import static io.github.accountlock.engine.process.AccountLockProcess.APPROVE;
import static io.github.accountlock.engine.process.AccountLockProcess.RECORD;
import static io.github.accountlock.engine.process.AccountLockProcess.SETTLE_LOCK;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.audit.Bundle;
import io.github.accountlock.audit.BundleCheck;
import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.audit.Search;
import io.github.accountlock.audit.Verdict;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.hold.Reading;
import io.github.accountlock.hold.Readings;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.request.Difference;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Sight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Comment;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages are given, on PostgreSQL, and to whom. */
class AuditDeskTest {

    /** The shipped policy, where nobody has to approve what a requester asks for in the normal case. */
    private static final String WITHOUT_APPROVAL = ProcessTester.policy()
            .replace(
                    "<output id=\"Output_LockFirst\"",
                    "<output id=\"Output_None\" name=\"noApprovalFor\" typeRef=\"string\"/><output id=\"Output_LockFirst\"")
            .replaceAll(
                    "(?=<outputEntry id=\"Out_(\\d)_7\")",
                    "<outputEntry id=\"Out_$1_8\"><text>\"requesters\"</text></outputEntry>");

    private static final Audited AUDITED = Audited.onPostgres("desk", WITHOUT_APPROVAL);
    private static final AccountRef SHARED = tencent("user_001");
    private static final AuditDesk AUDITOR = desk("auditor", true);
    private static final AuditDesk REQUESTER = desk("requester", false);
    private static final AuditDesk MANAGER = desk("manager", false);

    private static String locked;
    private static String ofManager;
    private static String worked;

    private final RuntimeService runtime = AUDITED.engine().getRuntimeService();

    @BeforeAll
    static void requests() {
        locked = AUDITED.locked(SHARED);
        ofManager = AUDITED.flow().requestedBy("manager", tencent("user_002")).getId();
        worked = aroundTheProcess();
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @AfterEach
    void heal() {
        AUDITED.clouds().forget();
    }

    /** An administrator does everything that Cockpit offers. */
    private static String aroundTheProcess() {
        RuntimeService runtime = AUDITED.flow().runtimeBehindTheDoors();
        ProcessInstance request = AUDITED.flow().requested(tencent("user_003"));
        Task approval = AUDITED.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .taskDefinitionKey(APPROVE)
                .singleResult();
        act("manager", () -> AUDITED.engine().getTaskService().claim(approval.getId(), "manager"));
        act("operator", () -> AUDITED.engine().getTaskService().setAssignee(approval.getId(), "manager2"));
        act("operator", () -> runtime.setVariable(request.getId(), "approvalsNeeded", 0));
        act(
                "operator",
                () -> runtime.createProcessInstanceModification(request.getId())
                        .startBeforeActivity(RECORD)
                        .setAnnotation("in a hurry")
                        .execute());
        AUDITED.flow().letTimePass(request);
        String job = AUDITED.flow().job(request).getId();
        act("operator", () -> AUDITED.engine().getManagementService().setJobRetries(job, 2));
        act("operator", () -> runtime.deleteProcessInstance(request.getId(), "gave up"));
        return request.getId();
    }

    private static void act(String person, Runnable work) {
        AUDITED.flow().as(person, () -> {
            work.run();
            return null;
        });
    }

    @Test
    void suspendedRequestSaysThatNothingGoesOn() {
        ProcessInstance asked = AUDITED.flow().requested(tencent("user_019"));
        String request = asked.getId();
        AUDITED.flow().runJobs(asked);
        assertThat(AUDITOR.request(request).orElseThrow().waits())
                .extracting(WaitsFor::kind)
                .contains("job");
        AUDITED.flow().runtimeBehindTheDoors().suspendProcessInstanceById(request);

        RequestPage page = AUDITOR.request(request).orElseThrow();

        assertThat(page.request().state()).isEqualTo("Suspended");
        assertThat(page.waits()).extracting(WaitsFor::kind).containsExactlyInAnyOrder("suspension", "task");
        AUDITED.flow().runtimeBehindTheDoors().activateProcessInstanceById(request);
        assertThat(AUDITOR.request(request).orElseThrow().request().state()).isEqualTo("Waiting for approval");
    }

    /** The review of an emergency lock has no end. */
    @Test
    void stepThatNeverComesIsNotWaitedFor() {
        Map<String, Object> values = ProcessTester.values(tencent("user_022"));
        values.put("urgency", "emergency");
        ProcessInstance asked =
                AUDITED.flow().as("responder", () -> AUDITED.flow().start(values));
        AUDITED.flow().runJobs(asked);

        assertThat(AUDITOR.request(asked.getId()).orElseThrow().waits())
                .extracting(WaitsFor::kind, WaitsFor::due)
                .isNotEmpty()
                .noneMatch(wait -> wait.toString().contains("9999"));
    }

    @Test
    void workAroundTheProcessStandsOutWithThePerson() {
        List<TimelineRow> rows = AUDITOR.timeline(worked).orElseThrow();

        assertThat(rows)
                .filteredOn(row -> row.kind().equals("operation") && row.danger())
                .extracting(row -> row.who() + ": " + row.title())
                .contains(
                        "operator: Set variable",
                        "operator: Modify process instance",
                        "operator: Set job retries",
                        "operator: Delete process instance",
                        "operator: Assign task");
        assertThat(rows)
                .filteredOn(row -> row.title().startsWith("Modify process instance"))
                .singleElement()
                .returns("in a hurry", TimelineRow::detail);
        assertThat(rows)
                .filteredOn(row -> row.kind().equals("variable") && row.danger() && isPerson(row))
                .singleElement()
                .returns("Variable approvalsNeeded set", TimelineRow::title)
                .returns("operator", TimelineRow::who)
                .matches(row -> row.detail().contains("0"));
        assertThat(rows)
                .filteredOn(row -> row.title().equals("Deleted by hand"))
                .singleElement()
                .returns("operator", TimelineRow::who)
                .returns("gave up", TimelineRow::detail)
                .returns(true, TimelineRow::danger)
                .returns("ledger", TimelineRow::source);
        assertThat(rows)
                .filteredOn(row -> row.title().equals("Refused attempt"))
                .isNotEmpty()
                .allMatch(TimelineRow::danger);
    }

    @Test
    void failedJobAndIncidentSayWhy() {
        List<TimelineRow> rows = AUDITOR.timeline(worked).orElseThrow();

        assertThat(rows)
                .filteredOn(row -> row.title().equals("Job failed: Task_RecordState"))
                .isNotEmpty()
                .allMatch(row -> row.detail().contains("nothing was called"))
                .allMatch(row -> row.facts().containsKey("node"));
        assertThat(rows)
                .filteredOn(row -> row.kind().equals("incident"))
                .singleElement()
                .returns("Incident at Task_RecordState", TimelineRow::title)
                .matches(row -> row.detail().contains("0 of 1 approvals"));
    }

    @Test
    void assigneeChangesNameBoth() {
        assertThat(AUDITOR.timeline(worked).orElseThrow())
                .filteredOn(row -> row.title().contains(": assignee "))
                .extracting(row -> row.who() + row.title().substring(row.title().indexOf(": assignee")))
                .containsExactly(
                        "manager: assignee added: manager",
                        "operator: assignee removed: manager",
                        "operator: assignee added: manager2");
    }

    @Test
    void timelineIsInOrderAndHasBothSources() {
        List<TimelineRow> rows = AUDITOR.timeline(locked).orElseThrow();

        assertThat(rows).extracting(row -> Instant.parse(row.at())).isSorted();
        assertThat(rows).extracting(TimelineRow::source).contains("ledger", "engine");
        assertThat(rows)
                .extracting(TimelineRow::kind)
                .contains(
                        "request",
                        "state",
                        "decision",
                        "approval",
                        "call",
                        "verification",
                        "end",
                        "activity",
                        "task",
                        "variable");
        assertThat(rows).noneMatch(row -> row.danger() && isPerson(row));
    }

    @Test
    void lockWithoutApprovalStandsOutAndInAQueue() {
        Deployment policy = AUDITED.flow().deployPolicy(WITHOUT_APPROVAL);
        ProcessInstance request = AUDITED.flow().requested(tencent("user_008"));
        AUDITED.flow().runJobs(request);
        AUDITED.flow().remove(policy);

        assertThat(AUDITED.flow().variable(request, "outcome")).isEqualTo("LOCKED");
        assertThat(AUDITOR.find(Search.by(Search.QUEUE, "unapproved"), 0, 9).rows())
                .extracting(RequestRow::id)
                .containsExactly(request.getId());
        assertThat(AUDITOR.timeline(request.getId()).orElseThrow()).anySatisfy(row -> {
            assertThat(row.title())
                    .isEqualTo("Policy decided: no approval needed, because the requester is a member of requesters");
            assertThat(row.danger()).isTrue();
        });
        assertThat(Verdict.text(AUDITOR.visible(request.getId()).orElseThrow()))
                .contains("; rule 5 of policy version 2 asked for no approval, because the requester is a member of"
                        + " requesters, proven by reading the account at");
    }

    @Test
    void decisionNamesItsRowAndVersionOfThePolicy() {
        assertThat(AUDITOR.timeline(locked).orElseThrow())
                .anyMatch(row -> row.detail().equals("rule 5 of policy version 1 (requesterInHour=1)"));
    }

    @Test
    void requestersFindTheirOwnRequestsWithWhatBecameOfThem() {
        AuditDesk requester = new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("requester", false));

        assertThat(requester.own(0, 100).requests())
                .extracting(OwnRequest::requestId)
                .contains(locked)
                .doesNotContain(ofManager);
        assertThat(requester.own(0, 100).requests())
                .filteredOn(own -> own.requestId().equals(locked))
                .singleElement()
                .returns("LOCKED", OwnRequest::outcome)
                .returns(OwnRequest.Stage.ENDED, OwnRequest::stage)
                .returns(false, OwnRequest::mayTakeBack);
        assertThat(requester.own(0, 1).more()).isTrue();
        assertThat(requester.isOwn(locked)).isTrue();
        assertThat(requester.isOwn(ofManager)).isFalse();
    }

    /** Here everybody may, as long as nobody says otherwise. */
    @Test
    void onlyWhoMayMakeARequestIsOfferedOne() {
        String until = AUDITED.flow().now().plus(Duration.ofDays(2)).toString();
        String holding = AUDITED.locked(tencent("user_016"), "lockUntil", until, "urgency", "emergency");
        OwnRequest request = seen(REQUESTER, "requester", holding);
        assertThat(request).returns("emergency", OwnRequest::urgency).returns(true, OwnRequest::holds);
        assertThat(request.mayAskToUnlock()).isTrue();
        assertThat(request.mayAskForLonger()).isTrue();
        assertThat(seen(REQUESTER, "requester", locked))
                .returns("normal", OwnRequest::urgency)
                .returns(true, OwnRequest::mayAskToUnlock)
                .returns(false, OwnRequest::mayAskForLonger); // it has no end
        assertThat(page("auditor", holding).mayAsk()).isEqualTo(new MayAsk(true, true));

        List<String> revoked = List.of(mayNotAskForALock("manager"), mayNotAskForALock("auditor"));
        try {
            assertThat(seen(MANAGER, "manager", holding))
                    .returns(true, OwnRequest::holds)
                    .returns(true, OwnRequest::mayAskToUnlock)
                    .returns(false, OwnRequest::mayAskForLonger);
            assertThat(AUDITED.flow()
                            .as("manager", () -> MANAGER.decided(0, 100))
                            .requests())
                    .noneMatch(OwnRequest::mayAskForLonger);
            assertThat(page("auditor", holding).mayAsk()).isEqualTo(new MayAsk(false, true));
        } finally {
            revoked.forEach(AUDITED.engine().getAuthorizationService()::deleteAuthorization);
        }
    }

    private static String mayNotAskForALock(String person) {
        AuthorizationService rights = AUDITED.engine().getAuthorizationService();
        Authorization revoked = rights.createNewAuthorization(Authorization.AUTH_TYPE_REVOKE);
        revoked.setUserId(person);
        revoked.setResource(Resources.PROCESS_DEFINITION);
        revoked.setResourceId(AccountLockProcess.KEY);
        revoked.removePermission(ProcessDefinitionPermissions.CREATE_INSTANCE);
        return rights.saveAuthorization(revoked).getId();
    }

    private static OwnRequest seen(AuditDesk desk, String person, String request) {
        return AUDITED.flow().as(person, () -> desk.one(request)).orElseThrow();
    }

    private static RequestPage page(String person, String request) {
        return AUDITED.flow().as(person, () -> AUDITOR.request(request)).orElseThrow();
    }

    @Test
    void managersFindWhatTheyHaveDecidedAndMayNotTakeItBack() {
        AuditDesk manager = new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("manager", false));
        ProcessInstance rejected = AUDITED.flow().requested(tencent("user_018"));
        AUDITED.flow().decide(rejected, "manager", Map.of("decision", "reject", "decisionReason", "Not now."));

        assertThat(manager.decided(0, 100).requests())
                .extracting(OwnRequest::requestId)
                .contains(locked, rejected.getId());
        assertThat(manager.decided(0, 100).requests()).allMatch(decided -> !decided.mayTakeBack());
        assertThat(new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("requester", false))
                        .decided(0, 100)
                        .requests())
                .isEmpty();
    }

    @Test
    void requesterReadsWhyAPersonHasToLookAtTheRequest() {
        ProcessInstance request = AUDITED.flow().requested(tencent("user_021"), "onFailure", "hold");
        AUDITED.clouds().fail("{\"fault\":\"not-executed\",\"action\":\"LockAccount\"}");
        AUDITED.flow().approve(request);
        AUDITED.flow().letTimePass(request);
        AuditDesk requester = new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("requester", false));

        assertThat(requester.own(0, 1).requests())
                .singleElement()
                .returns(OwnRequest.Stage.STUCK, OwnRequest::stage)
                .returns("The lock is not proven; the last look said: UNLOCKED.", OwnRequest::problem);
        AUDITED.flow().settle(request, SETTLE_LOCK, "keep");
        AUDITED.flow().runJobs(request);
        assertThat(requester.own(0, 1).requests()).singleElement().returns("", OwnRequest::problem);
    }

    @Test
    void requesterReadsThatTheLockIsGoneWhichHeHeld() {
        ProcessInstance request = AUDITED.flow().requested(tencent("user_029"));
        AUDITED.flow().approve(request);
        AUDITED.flow().runJobs(request);
        AUDITED.clouds().set(tencent("user_029"), "UNLOCKED");
        ProcessInstance unlock = AUDITED.flow()
                .as(
                        "operator",
                        () -> AUDITED.engine()
                                .getRuntimeService()
                                .startProcessInstanceByKey(
                                        "account-unlock", ProcessTester.values(tencent("user_029"))));
        AUDITED.flow().runJobs(unlock);
        AUDITED.flow().letTimePass(unlock);

        assertThat(new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("requester", false))
                        .own(0, 1)
                        .requests())
                .singleElement()
                .returns(false, OwnRequest::holds)
                .returns(
                        "Another request has found that its lock was gone, so it holds the account no more.",
                        OwnRequest::problem);
    }

    @Test
    void requestIsTakenBackByWhoMadeItWithoutARightToTheTask() {
        ProcessInstance request = AUDITED.flow().requested(tencent("user_017"));
        AuditDesk requester = new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer("requester", false));
        assertThat(requester.own(0, 1).requests())
                .singleElement()
                .returns(OwnRequest.Stage.APPROVAL, OwnRequest::stage)
                .returns(true, OwnRequest::mayTakeBack);

        assertThatThrownBy(() -> AUDITED.flow().as("manager", () -> requester.takeBack(request.getId(), "not mine")))
                .hasMessageContaining("Only the requester may withdraw");
        AUDITED.flow().as("requester", () -> requester.takeBack(request.getId(), "found the leaver"));

        assertThat(requester.own(0, 1).requests())
                .singleElement()
                .returns("WITHDRAWN", OwnRequest::outcome)
                .returns("Withdrawn by requester: found the leaver", OwnRequest::outcomeReason);
        assertThat(AUDITED.flow().as("requester", () -> requester.takeBack(request.getId(), "again")))
                .isEmpty();
    }

    @Test
    void requestIsCommentedByWhoHasToDoWithItAlsoWithoutARightToItsTask() {
        String id = AUDITED.flow().requested(tencent("user_013")).getId();

        assertThat(AUDITED.flow().as("requester", () -> REQUESTER.comment(id, "The leaver is back.")))
                .contains(id);
        assertThat(AUDITED.flow().as("manager", () -> MANAGER.comment(locked, "Its sessions are ended, none is left.")))
                .as("its lock stands")
                .contains(locked);
        assertThat(AUDITOR.timeline(locked).orElseThrow())
                .filteredOn(row -> row.title().equals("Comment"))
                .singleElement()
                .returns("manager", TimelineRow::who);
        assertThatThrownBy(() -> AUDITED.flow().as("requester", () -> REQUESTER.comment(id, "x".repeat(1001))))
                .hasMessage("message: has 1001 characters, at most 1000 are allowed.");
        assertThat(REQUESTER.comment("unknown", "Anybody there?")).isEmpty();

        assertThat(AUDITOR.timeline(id).orElseThrow())
                .filteredOn(row -> row.title().equals("Comment"))
                .singleElement()
                .returns("requester", TimelineRow::who)
                .returns("The leaver is back.", TimelineRow::detail);
        assertThat(AUDITED.engine().getTaskService().getProcessInstanceComments(id))
                .extracting(Comment::getFullMessage)
                .containsExactly("The leaver is back.");
        assertThat(AUDITED.flow()
                        .as(
                                "requester",
                                () -> REQUESTER.request(id).orElseThrow().mayComment()))
                .isTrue();
        AUDITED.engine().getRuntimeService().deleteProcessInstance(id, "end of test");
        assertThatThrownBy(() -> AUDITED.flow().as("requester", () -> REQUESTER.comment(id, "Too late.")))
                .as("and it holds nothing")
                .hasMessage("the request has ended");
    }

    @Test
    void callHasItsRequestIdAndItsDuration() {
        assertThat(AUDITOR.timeline(locked).orElseThrow())
                .filteredOn(row -> row.title().equals("The cloud answered: ACCEPTED"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.millis()).isNotNull().isGreaterThanOrEqualTo(0);
                    assertThat(row.detail()).matches("provider request id \\S{8,}");
                });
    }

    @Test
    void auditorReadsWhatTheCloudReallyAnswered() {
        String told = answered(AUDITOR, locked, "The cloud answered: ACCEPTED");
        String proof = answered(AUDITOR, locked, "Account read: LOCKED");

        assertThat(told).matches("200 \\{\"Response\":\\{\"RequestId\":\"\\S{8,}\"}}");
        assertThat(proof)
                .startsWith("200 {\"Response\":")
                .contains("\"UserName\":\"user_001\"", "\"Status\":5", "other entries left out")
                .doesNotContain("app_user");
        assertThat(REQUESTER.timeline(locked).orElseThrow())
                .allMatch(row -> row.answer().isEmpty());
    }

    @Test
    void answerThatSomebodyChangedIsFoundWhereverItIsShown(@TempDir Path folder) throws IOException, SQLException {
        String id = AUDITED.locked(tencent("user_014"));
        AUDITED.sql("update account_lock_answer set body = '{}' where entry_no = (select entry_no from"
                + " account_lock_ledger where request_id = '" + id + "' and kind = 'CALL_ANSWERED') and request_id = '"
                + id + "'");

        assertThat(answered(AUDITOR, id, "The cloud answered: ACCEPTED"))
                .isEqualTo("200 {} (This is not what was received: its SHA-256 is not the sealed one.)");
        assertThat(AUDITOR.timeline(id).orElseThrow())
                .filteredOn(row -> row.title().startsWith("The cloud answered"))
                .allMatch(TimelineRow::danger);
        assertThat(checkedBundle(id, folder).problems())
                .containsExactly("answers.json: the answer of entry 7 is not the one that was received");
        try (Connection connection = AUDITED.connection()) {
            assertThat(LedgerCheck.verify(connection, Audited.KEYS, Optional.of(id), entries -> {})
                            .problems())
                    .containsExactly("request " + id
                            + ": entry 7: the cloud's answer that is kept beside it is not the one that was received");
        }
        AUDITED.sql("delete from account_lock_answer where request_id = '" + id + "'");
        assertThat(answered(AUDITOR, id, "The cloud answered: ACCEPTED"))
                .isEqualTo("not here any more: it went with the request's history, or somebody took it away");
        assertThat(checkedBundle(id, folder).problems()).isEmpty();
    }

    private static String answered(AuditDesk desk, String requestId, String title) {
        return desk.timeline(requestId).orElseThrow().stream()
                .filter(row -> row.title().equals(title))
                .findFirst()
                .orElseThrow()
                .answer();
    }

    @Test
    void ledgerStaysWhenTheHistoryIsGone(@TempDir Path folder) throws IOException {
        HistoryService history = AUDITED.engine().getHistoryService();
        String id = AUDITED.locked(tencent("user_004"));
        history.deleteHistoricProcessInstance(id);

        List<TimelineRow> rows = AUDITOR.timeline(id).orElseThrow();
        assertThat(rows).filteredOn(row -> row.source().equals("ledger")).hasSize(9);
        assertThat(rows)
                .as("what the engine keeps apart from the instance")
                .filteredOn(row -> row.source().equals("engine"))
                .allMatch(row -> List.of("operation", "decision").contains(row.kind()));
        RequestPage page = AUDITOR.request(id).orElseThrow();
        assertThat(page.history().present()).isFalse();
        assertThat(page.request().outcome()).isEqualTo("LOCKED");
        assertThat(AUDITOR.diagram(id).orElseThrow().path()).isEmpty();
        assertThat(checkedBundle(id, folder).problems()).isEmpty();
    }

    @Test
    void listIsReadByItsRequesterAndItsApproversAndGoesIntoItsBundle() throws IOException {
        String paths = tencent("user_090").path() + "\n" + tencent("user_091").path();
        Instant later =
                ClockUtil.getCurrentTime().toInstant().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS);
        ProcessInstance list = AUDITED.flow()
                .as(
                        "requester",
                        () -> runtime.startProcessInstanceByKey(
                                "account-lock-bulk",
                                Map.of("accounts", paths, "reason", "sold", "lockFrom", later.toString())));
        try {
            assertThat(desk("head", false).accounts(list.getId())).isEmpty();
            assertThat(AUDITED.flow().as("requester", () -> REQUESTER.takeBack(list.getId(), "")))
                    .as("before anybody is asked")
                    .isEmpty();
            assertThat(REQUESTER.accounts(list.getId()).orElseThrow().all()).allMatch(ListedAccount::waits);
            AUDITED.flow().runJobs(list);
            for (String approver : List.of("manager", "manager2")) {
                AUDITED.flow().decide(list, approver, Map.of("decision", "approve"));
            }
            AUDITED.flow().runJobs(list);

            assertThat(MANAGER.accounts(list.getId()).orElseThrow().all())
                    .extracting(one -> one.account().path())
                    .containsExactly(paths.split("\n"));
            accountsSayWhereTheyStand(list, later);
            assertThat(REQUESTER.own(0, 100).requests())
                    .filteredOn(own -> own.requestId().equals(list.getId()))
                    .singleElement()
                    .returns(OwnRequest.Stage.WAITING, OwnRequest::stage)
                    .returns("0 of 2 locked", OwnRequest::accounts)
                    .returns(false, OwnRequest::mayTakeBack);
            assertThat(AUDITOR.request(list.getId()).orElseThrow().request().state())
                    .isEqualTo("Approved, to be locked later");
            assertThat(REQUESTER.own(0, 100).requests())
                    .extracting(OwnRequest::account)
                    .contains(AUDITED.access()
                            .ledger()
                            .of(list.getId())
                            .request()
                            .account()
                            .path())
                    .doesNotContain(paths.split("\n"));
            byte[] file = AUDITOR.bundle(AUDITOR.visible(list.getId()).orElseThrow())
                    .orElseThrow()
                    .get("accounts.txt");
            assertThat(new String(file, java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(paths);
            assertThat(AUDITED.access()
                            .ledger()
                            .of(list.getId())
                            .request()
                            .account()
                            .accountName())
                    .isEqualTo(io.github.accountlock.domain.Sha256.hex(paths));
            whatWaitsIsTakenBack(list);
        } finally {
            runtime.createProcessInstanceQuery()
                    .processInstanceBusinessKeyLike("%user_09%")
                    .list()
                    .forEach(one -> runtime.deleteProcessInstance(one.getId(), "end of test"));
            runtime.deleteProcessInstance(list.getId(), "end of test");
        }
    }

    @Test
    void whatMeetsAnotherChangeIsDoneAgainAndElseSaysSo() {
        int[] tries = {0};

        assertThat(AuditAccess.<String>changing(AUDITED.engine(), () -> {
                    if (++tries[0] < 4) {
                        throw List.of(
                                        new OptimisticLockingException("changed meanwhile"),
                                        new NullValueException("the task is over"),
                                        new NullPointerException("the process instance has ended"))
                                .get(tries[0] - 1);
                    }
                    return "done";
                }))
                .isEqualTo("done");
        assertThatThrownBy(() -> AuditAccess.changing(AUDITED.engine(), () -> {
                    throw new OptimisticLockingException("always");
                }))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Others are changing the request at this very moment.");
    }

    private void whatWaitsIsTakenBack(ProcessInstance list) {
        OwnRequest before = REQUESTER.one(list.getId()).orElseThrow();
        assertThat(before.mayTakeBackRest()).isTrue();
        assertThat(MANAGER.one(list.getId()).orElseThrow().mayTakeBackRest()).isFalse();

        assertThat(AUDITED.flow().as("requester", () -> REQUESTER.takeBack(list.getId(), "They stay.")))
                .contains(0);

        assertThat(REQUESTER.accounts(list.getId()).orElseThrow().all())
                .extracting(ListedAccount::outcome)
                .containsOnly("WITHDRAWN");
        assertThat(REQUESTER.one(list.getId()).orElseThrow())
                .returns(false, OwnRequest::mayTakeBackRest)
                .returns(OwnRequest.Stage.CARRYING_OUT, OwnRequest::stage);
        assertThat(AUDITED.flow().as("requester", () -> REQUESTER.takeBack(list.getId(), "")))
                .isEmpty();
    }

    /** What the request of each says, also in the file. */
    private void accountsSayWhereTheyStand(ProcessInstance list, Instant start) throws IOException {
        ListPage.Listed all = REQUESTER.accounts(list.getId()).orElseThrow();
        assertThat(ListPage.of(all, 0, 10, REQUESTER::standing).accounts())
                .extracting(ListPage.Line::state)
                .containsOnly("under way");

        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKeyLike("%user_09%")
                .list()
                .forEach(AUDITED.flow()::runJobs);

        String state = "approved, to be locked at " + start;
        assertThat(ListPage.of(all, 0, 10, REQUESTER::standing).accounts())
                .extracting(ListPage.Line::state)
                .containsOnly(state);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ListPage.csv(file, all, REQUESTER.standing(all.all()));
        assertThat(file.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.contains(state))
                .hasSize(2);
    }

    @Test
    void bundleHoldsTheModelsAndThePolicy(@TempDir Path folder) throws IOException {
        Trail trail = AUDITOR.visible(locked).orElseThrow();
        Map<String, byte[]> others = AUDITOR.bundle(trail).orElseThrow();

        assertThat(others).containsOnlyKeys("answers.json", "model.bpmn", "policy.dmn", "timeline.json");
        assertThat(new String(others.get("policy.dmn"), StandardCharsets.UTF_8)).contains("<rule id=\"Rule_Normal\">");
        assertThat(checkedBundle(locked, folder).problems()).isEmpty();
        assertThat(checkedBundle(ofManager, folder).problems()).isEmpty();
        assertThat(checkedBundle(worked, folder).problems()).isEmpty();
    }

    @Test
    void diagramShowsThePathAndWhereItStands() {
        Diagram ended = AUDITOR.diagram(locked).orElseThrow();
        assertThat(ended.xml()).contains("Task_LockAccount");
        assertThat(ended.path()).containsOnlyOnce("Task_LockAccount");
        assertThat(ended.active()).isEmpty();

        assertThat(AUDITOR.diagram(ofManager).orElseThrow().active()).contains(APPROVE);
    }

    @Test
    void whoMayNotReadAllSeesTheOwnRequestsOnly() throws IOException {
        assertThat(REQUESTER.request(locked)).isPresent();
        assertThat(REQUESTER.timeline(locked)).isPresent();
        assertThat(REQUESTER.diagram(locked)).isPresent();
        assertThat(REQUESTER.visible(locked).flatMap(REQUESTER::bundle)).isPresent();
        assertThat(MANAGER.request(ofManager)).isPresent();

        for (String stranger : List.of(locked, worked)) {
            assertThat(MANAGER.request(stranger)).isEmpty();
            assertThat(MANAGER.timeline(stranger)).isEmpty();
            assertThat(MANAGER.diagram(stranger)).isEmpty();
            assertThat(MANAGER.visible(stranger)).isEmpty();
            assertThat(MANAGER.bundle(AUDITOR.visible(stranger).orElseThrow())).isEmpty();
        }
        assertThat(AUDITOR.request("unknown")).isEmpty();
        assertThat(ids(MANAGER, Search.everything())).containsExactly(ofManager);
        assertThat(MANAGER.find(Search.everything(), 0, 25).total()).isOne();
        assertThat(MANAGER.find(Search.everything(), 0, 25).byOutcome()).isEqualTo(Map.of(Search.RUNNING, 1L));
        assertThat(MANAGER.find(filtered("requester", "requester"), 0, 25).rows())
                .isEmpty();
        assertThat(ids(desk("man*", false), Search.everything())).isEmpty();
        assertThat(ids(AUDITOR, Search.everything())).contains(locked, ofManager, worked);
        assertThat(csv(MANAGER)).contains(ofManager).doesNotContain(locked).doesNotContain(worked);
        assertThat(csv(AUDITOR)).contains(ofManager).contains(locked).contains(worked);
    }

    @Test
    void lastReadingOfWhatIsHeldStandsInItsRowAndInTheFile() throws IOException {
        String held = AUDITED.locked(tencent("user_077"));
        Instant read = Instant.parse("2026-11-30T01:02:03Z");
        new Readings(AUDITED.access().connections()).keep(held, Reading.of(Difference.OPENED, read), read);

        assertThat(AUDITOR.find(filtered("accountName", "user_077"), 0, 9).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.comparedAt()).isEqualTo("2026-11-30T01:02:03Z"))
                .satisfies(row -> assertThat(row.showed()).isEqualTo("unlocked, although we hold it locked"));
        assertThat(csv(AUDITOR).lines().filter(line -> line.startsWith("\"" + held + "\",")))
                .singleElement()
                .asString()
                .contains("\"2026-11-30T01:02:03Z\",\"unlocked, although we hold it locked\"");
        assertThat(AUDITOR.request(held).orElseThrow().differs())
                .as("one reading")
                .isEmpty();

        AUDITED.sql("update account_lock_hold set showed = 'MADE UP' where request_id = '" + held + "'");
        assertThat(AUDITOR.request(held).orElseThrow().request().showed()).isEmpty();
    }

    @Test
    void listOfSeveralTimesSaysHowMany() throws IOException {
        ProcessInstance list = AUDITED.flow()
                .as(
                        "requester",
                        () -> runtime.startProcessInstanceByKey(
                                "account-lock-bulk",
                                Map.of(
                                        "accounts",
                                        tencent("user_092").path(),
                                        "reason",
                                        "patches",
                                        "lockStart",
                                        "window:weekend",
                                        "windowTimes",
                                        "3")));
        try {
            RequestPage page = AUDITOR.request(list.getId()).orElseThrow();

            assertThat(page.request().times()).isEqualTo(3);
            assertThat(page.verdict().stream().map(Verdict.Part::text).collect(Collectors.joining()))
                    .contains("to be locked 3 times, the first from "
                            + page.request().lockFrom() + " on, the last until "
                            + page.request().lockUntil());
            assertThat(csv(AUDITOR).lines().filter(line -> line.startsWith("\"" + list.getId() + "\",")))
                    .singleElement()
                    .asString()
                    .contains("\"" + page.request().lockUntil() + "\",\"3\",");
        } finally {
            runtime.deleteProcessInstance(list.getId(), "end of test");
        }
    }

    @Test
    void holdStandsSinceItsLockAndNotSinceItsRequest() {
        ProcessInstance asked = AUDITED.flow().requested(tencent("user_078"));
        AUDITED.flow().passTime(Duration.ofMinutes(1));
        AUDITED.flow().approve(asked);
        AUDITED.flow().runJobs(asked);
        String held = asked.getId();

        RequestPage page = AUDITOR.request(held).orElseThrow();

        assertThat(page.holds())
                .singleElement()
                .returns("HELD", HoldRow::state)
                .returns(page.request().provenAt(), HoldRow::since);
        assertThat(page.request().provenAt()).isNotEqualTo(page.request().requestedAt());
    }

    @Test
    void accountPageHasStrangersRequestsForAuditorsOnly() {
        assertThat(accounts("auditor", true).page(SHARED).requests())
                .extracting(RequestRow::id)
                .contains(locked);
        assertThat(accounts("auditor", true).page(SHARED).holds()).isNotEmpty();

        AccountAudit.Page page = accounts("manager", false).page(SHARED);
        assertThat(page.requests()).isEmpty();
        assertThat(page.holds()).isEmpty();
        assertThat(page.total()).isZero();
        assertThat(page.mayLook()).isFalse();
    }

    @Test
    void approverSeesTheWholeAccountThroughTheTask() {
        AUDITED.clouds().set(SHARED, "UNLOCKED");
        String waiting = AUDITED.flow().requestedBy("manager2", SHARED).getId();
        String task = AUDITED.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(waiting)
                .taskDefinitionKey(APPROVE)
                .singleResult()
                .getId();

        assertThat(accounts("manager", false).pageOfTask(task).orElseThrow().requests())
                .extracting(RequestRow::id)
                .containsExactly(waiting, locked);
        assertThat(accounts("manager", false).pageOfTask("unknown")).isEmpty();
    }

    @Test
    void lookIsInTheLedgerWithThePersonAlsoWhenTheCloudIsDown() throws SQLException {
        AccountRef account = tencent("user_005");
        String id = AUDITED.locked(account);

        AccountAudit.Live live = accounts("auditor", true).look(account).orElseThrow();
        AUDITED.clouds().fail("{\"fault\":\"html-502\",\"action\":\"DescribeAccounts\",\"times\":0}");
        assertThatThrownBy(() -> accounts("auditor", true).look(account)).isInstanceOf(ProviderException.class);

        assertThat(live.state()).isEqualTo("LOCKED");
        assertThat(live.requestId()).isEqualTo(id);
        List<Looked> looks = AUDITED.access().ledger().trail(id).facts().stream()
                .map(Facts.Told::fact)
                .filter(fact -> fact instanceof Looked look && look.why() == Purpose.LIVE)
                .map(Looked.class::cast)
                .toList();
        assertThat(looks).extracting(look -> look.by().id()).containsExactly("auditor", "auditor");
        assertThat(looks.get(0).saw()).isEqualTo(Sight.LOCKED);
        assertThat(looks.get(1).saw()).isEqualTo(Sight.NO_ANSWER);
        assertThat(looks.get(1).detail()).contains(account.path());
        try (Connection connection = AUDITED.connection()) {
            assertThat(LedgerCheck.verify(connection, Audited.KEYS, Optional.of(id), entries -> {})
                            .problems())
                    .isEmpty();
        }
    }

    @Test
    void accountWithoutARequestIsNotLookedAt() {
        assertThat(accounts("auditor", true).look(tencent("user_099"))).isEmpty();
        assertThat(AUDITED.clouds().calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "facts = 'no json'",
                "facts = '{}'",
                "facts = replace(facts, '\"reason\":', '\"lockUntil\":')",
                "facts = replace(facts, '\"policyVersion\":\"1', '\"policyVersion\":\"99999999999999999999')",
                "facts = replace(facts, '\"approvals\":\"1', '\"approvals\":\"x')",
                "facts = replace(facts, '\"expires\":\"2', '\"expires\":\"never ')",
                "kind = 'UNHEARD_OF'",
                "kind = 'CALL_ANSWERED'",
                "entry_no = 20 - entry_no",
                "happened_at = happened_at - interval '9 years'"
            })
    void brokenRequestIsStillShownAndNeverCalledSound(String change) throws IOException {
        String id = AUDITED.locked(tencent("user_006"));
        AUDITED.clouds().set(tencent("user_006"), "UNLOCKED");
        AUDITED.sql("update account_lock_ledger set " + change + " where request_id = '" + id + "'");

        assertThat(AUDITOR.request(id).orElseThrow().integrity().sentence()).isNotEmpty();
        assertThat(AUDITOR.request(id).orElseThrow().verdict().get(0).text()).startsWith("Do not rely on this");
        assertThat(AUDITOR.timeline(id).orElseThrow())
                .filteredOn(row -> row.source().equals("ledger"))
                .hasSize(9)
                .anyMatch(row -> row.detail().contains("cannot be trusted"));
        assertThat(AUDITOR.find(Search.everything(), 0, 100).rows())
                .filteredOn(row -> row.id().equals(id))
                .singleElement()
                .matches(row -> !row.problem().isEmpty());
        AUDITOR.diagram(id);
        Bundle.write(
                OutputStream.nullOutputStream(),
                AUDITOR.visible(id).orElseThrow(),
                Optional.empty(),
                AUDITOR.bundle(AUDITOR.visible(id).orElseThrow()).orElseThrow(),
                Audited.KEYS,
                Instant.now());
        AUDITED.sql("delete from account_lock_ledger where request_id = '" + id
                + "'; delete from account_lock_ledger_head where request_id = '" + id
                + "'; delete from account_lock_request where request_id = '" + id
                + "'; delete from account_lock_hold where request_id = '" + id + "'");
    }

    @Test
    void operationsByHandAreInTheReportFromInclusiveToExclusive() {
        Instant begin = Instant.parse("2020-01-01T00:00:00Z");
        List<Instant> moments = byHand(begin, Instant.parse("2040-01-01T00:00:00Z"));

        assertThat(moments).hasSizeGreaterThanOrEqualTo(5).isSortedAccordingTo((a, b) -> b.compareTo(a));
        Instant newest = moments.get(0);
        assertThat(byHand(newest, newest.plusMillis(1))).contains(newest);
        assertThat(byHand(begin, newest)).doesNotContain(newest);
    }

    /** The tests run jobs themselves, as nobody. */
    private static boolean isPerson(TimelineRow row) {
        return !row.who().isEmpty();
    }

    private static List<Instant> byHand(Instant from, Instant to) {
        return new ReportDesk(AUDITED.engine(), AUDITED.access())
                .report(from, to).controls().stream()
                        .filter(answer -> answer.id().equals("by-hand"))
                        .flatMap(answer -> answer.lines().stream())
                        .map(line -> Instant.parse(line.at()))
                        .toList();
    }

    private static BundleCheck.Result checkedBundle(String id, Path folder) throws IOException {
        Trail trail = AUDITOR.visible(id).orElseThrow();
        Path file = folder.resolve(id + ".zip");
        try (OutputStream out = Files.newOutputStream(file)) {
            Bundle.write(
                    out, trail, Optional.empty(), AUDITOR.bundle(trail).orElseThrow(), Audited.KEYS, Instant.now());
        }
        return BundleCheck.of(file, Audited.KEYS);
    }

    private static List<String> ids(AuditDesk desk, Search search) {
        return desk.find(search, 0, 100).rows().stream().map(RequestRow::id).toList();
    }

    private static String csv(AuditDesk desk) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Consumer<Consumer<RequestRow>> all = reader -> desk.each(Search.everything(), reader);
        RequestList.csv(out, new Names(AUDITED.engine()), all);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Search filtered(String name, String value) {
        return new Search(Map.of(name, value), Map.of(), Optional.empty(), Optional.empty(), "requestedAt", true);
    }

    private static AccountAudit accounts(String user, boolean seesAll) {
        return new AccountAudit(AUDITED.engine(), AUDITED.access(), new Viewer(user, seesAll));
    }

    private static AuditDesk desk(String user, boolean seesAll) {
        return new AuditDesk(AUDITED.engine(), AUDITED.access(), new Viewer(user, seesAll));
    }
}
