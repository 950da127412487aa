package io.github.accountlock.process;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Person;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.SubstitutesTasks;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is away has somebody decide in his place, and the two are one person. */
class SubstitutesTest {

    private static final AccountRef APP_USER = tencent("app_user");
    private static final AccountRef ADMIN_USER = tencent("admin_user"); // takes two approvals
    private static final String NO_MEMBER = "Only members of the group managers";
    private static final String TWICE = "somebody and his substitute count as one";
    private static final Duration WEEK = Duration.ofDays(7);
    private static final ControlledClouds CLOUDS = new ControlledClouds();
    private static final ProcessEngine ENGINE = engine();

    private final ProcessTester flow = new ProcessTester(ENGINE);

    private static ProcessEngine engine() {
        StandaloneInMemProcessEngineConfiguration engine = new StandaloneInMemProcessEngineConfiguration();
        engine.setJdbcUrl("jdbc:h2:mem:substitutes");
        engine.setProcessEngineName("substitutes");
        return ProcessTester.configured(engine, CLOUDS).buildProcessEngine();
    }

    @BeforeAll
    static void people() {
        for (String person : List.of("deputy", "deputy2")) {
            ENGINE.getIdentityService().saveUser(ENGINE.getIdentityService().newUser(person));
        }
    }

    @BeforeEach
    void setUp() {
        CLOUDS.forget();
        CLOUDS.set(APP_USER, "UNLOCKED");
        CLOUDS.set(ADMIN_USER, "UNLOCKED");
    }

    @AfterEach
    void tearDown() {
        services().ledger().substitutions().all().stream()
                .filter(each -> !each.isOver(now()))
                .forEach(each ->
                        services().ledger().name(new EndedEarly(now(), each.absent(), false, each.number(), "")));
        ClockUtil.reset();
        ENGINE.getRuntimeService()
                .createProcessInstanceQuery()
                .list()
                .forEach(left -> ENGINE.getRuntimeService().deleteProcessInstance(left.getId(), "end of test"));
        flow.nobodyHolds();
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        CLOUDS.close();
    }

    @Test
    void deputyDecidesInThePlaceOfTheManagerAndTheFactNamesBoth() {
        ProcessInstance request = flow.requested(APP_USER);
        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
        name("manager", "deputy");
        assertThat(shownInPlaceOf(request, "deputy")).isEqualTo("manager");
        assertThat(shownInPlaceOf(request, "manager")).isNull();

        approve(request, "deputy");

        Decided decided = flow.facts(request).grants().get(0);
        assertThat(decided.by().id()).isEqualTo("deputy");
        assertThat(decided.standsInFor().id()).isEqualTo("manager");
        assertThat(decided.group()).isEqualTo("managers");
        assertThat(flow.facts(request).progress(now())).isEqualTo("1 of 1, by deputy for manager");
        flow.runJobs(request);
        assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
    }

    /** In the form of the approval, before he decides. */
    private Object shownInPlaceOf(ProcessInstance request, String reader) {
        String task = ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult()
                .getId();
        return flow.as(reader, () -> ENGINE.getFormService().getTaskFormVariables(task))
                .get("insteadOf");
    }

    /** It stays in their lists until others have decided; they must not take it for undone. */
    @Test
    void whoHasApprovedReadsThatOthersAreStillAsked() {
        ProcessInstance request = flow.requested(ADMIN_USER);
        name("manager2", "deputy");
        Task first = openTask(request);
        assertThat(first.getName()).isEqualTo("Approve lock: admin_user on postgres-demo01 (tencent-postgres)");
        assertThat(ownApproval(first, "manager")).isNull();

        approve(request, "deputy");

        Task second = openTask(request);
        assertThat(second.getName())
                .isEqualTo("Approve lock: admin_user on postgres-demo01 (tencent-postgres),"
                        + " approved by deputy for manager2");
        assertThat(ownApproval(second, "deputy"))
                .isEqualTo("You have approved this already; one more approval is needed, from somebody else.");
        assertThat(ownApproval(second, "manager2"))
                .isEqualTo("deputy has approved this already in your place; one more approval is needed, from"
                        + " somebody else.");
        assertThat(ownApproval(second, "manager")).isNull();
    }

    /** The engine has room for 255 characters. */
    @Test
    void longNamesDoNotMakeTheTaskOfTheNextImpossible() {
        ProcessInstance request = flow.requested(ADMIN_USER);
        IdentityService identity = ENGINE.getIdentityService();
        String absent = "a".repeat(64);
        String deputy = "d".repeat(64);
        List.of(absent, deputy).forEach(person -> identity.saveUser(identity.newUser(person)));
        identity.createMembership(absent, "managers");
        try {
            name(absent, deputy);
            approve(request, deputy);

            assertThat(openTask(request).getName())
                    .isEqualTo("Approve lock: admin_user on postgres-demo01 (tencent-postgres), approved by 1");
        } finally {
            List.of(absent, deputy).forEach(identity::deleteUser);
        }
    }

    private static Task openTask(ProcessInstance request) {
        return ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult();
    }

    private Object ownApproval(Task task, String reader) {
        return flow.as(reader, () -> ENGINE.getFormService().getTaskFormVariables(task.getId()))
                .get("ownApproval");
    }

    /** Who stands in for two is told the one whose vote is still wanted. */
    @Test
    void deputyOfTwoIsToldForWhomHeDecidesNow() {
        ProcessInstance request = flow.requested(ADMIN_USER);
        name("manager", "deputy");
        name("manager2", "deputy");
        approve(request, "manager");

        assertThat(shownInPlaceOf(request, "deputy")).isEqualTo("manager2");
    }

    @Test
    void deputyRejectsAndTheOutcomeNamesBoth() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "deputy");

        flow.decide(request, "deputy", Map.of("decision", "reject", "decisionReason", "ask again in May"));
        flow.runJobs(request);

        assertThat(flow.variable(request, "outcomeReason"))
                .isEqualTo("Rejected by deputy for manager: ask again in May");
    }

    @Test
    void substitutionCoversItsFirstSecondAndNotTheOneOfItsEnd() {
        ProcessInstance request = flow.requested(APP_USER);
        flow.passTime(Duration.ZERO); // from now on the clock stands still
        Instant from = now().plus(Duration.ofHours(1));
        name("manager2", "deputy", from, from.plus(Duration.ofHours(1)));

        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
        flow.passTime(Duration.between(now(), from.plus(Duration.ofHours(1))));
        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
        flow.passTime(Duration.ofMillis(-1));
        approve(request, "deputy");

        assertThat(flow.facts(request).approved()).isTrue();
    }

    @Test
    void whatWasEndedEarlyCoversNothing() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "deputy");
        show("deputy");
        assertThat(candidates(request)).containsExactly("deputy");

        end("manager");
        show("deputy");

        assertThat(candidates(request)).isEmpty();
        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
    }

    @Test
    void manAndHisSubstituteAreOneApproval() {
        ProcessInstance request = flow.requested(ADMIN_USER);
        name("manager", "deputy");
        approve(request, "manager");

        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(TWICE);

        approve(request, "manager2");
        assertThat(flow.facts(request).approved()).isTrue();
    }

    @Test
    void whomSomebodyStoodInForDoesNotApproveOnceMore() {
        ProcessInstance request = flow.requested(ADMIN_USER);
        name("manager", "deputy");
        approve(request, "deputy");
        end("manager");

        assertThatThrownBy(() -> approve(request, "manager")).hasMessageContaining(TWICE);
        name("manager", "deputy2");
        assertThatThrownBy(() -> approve(request, "deputy2")).hasMessageContaining(TWICE);
    }

    @Test
    void twoPeopleRepresentedByOneAreOneApproval() {
        ProcessInstance request = flow.requested(ADMIN_USER);
        name("manager", "deputy");
        name("manager2", "deputy");
        approve(request, "deputy");

        assertThatThrownBy(() -> approve(request, "deputy"))
                .hasMessageContaining("You have decided this request already");
    }

    @Test
    void requesterGetsNothingApprovedByTheSubstituteOfHisOwn() {
        ProcessInstance ofManager = flow.requestedBy("manager", APP_USER);
        name("manager", "deputy");

        assertThatThrownBy(() -> approve(ofManager, "deputy"))
                .hasMessageContaining("manager, for whom you stand in, made this request");
        name("manager2", "deputy"); // who has not asked for it
        approve(ofManager, "deputy");

        assertThat(flow.facts(ofManager).progress(now())).isEqualTo("1 of 1, by deputy for manager2");
    }

    @Test
    void requesterIsNoSubstituteForHisOwnRequest() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "requester");

        assertThatThrownBy(() -> approve(request, "requester")).hasMessageContaining("You made this request");

        ProcessInstance other = flow.requestedBy("responder", ADMIN_USER);
        approve(other, "requester");
        assertThat(flow.facts(other).progress(now())).contains("by requester for manager");
    }

    @Test
    void substituteOfASubstituteDecidesNothing() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "deputy");
        name("deputy", "deputy2");
        show("deputy2");

        assertThat(candidates(request)).isEmpty();
        assertThatThrownBy(() -> approve(request, "deputy2")).hasMessageContaining(NO_MEMBER);
    }

    @Test
    void whoHasLeftTheGroupIsStoodInForNoMore() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "deputy");
        show("deputy");
        ENGINE.getIdentityService().deleteMembership("manager", "managers");

        try {
            assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
            show("deputy");
            assertThat(candidates(request)).isEmpty();
        } finally {
            ENGINE.getIdentityService().createMembership("manager", "managers");
        }
    }

    @Test
    void whoHasLeftTheGroupSinceHasApprovedNoUnlock() {
        ProcessInstance lock = flow.requested(APP_USER);
        approve(lock, "manager");
        flow.runJobs(lock);
        ProcessInstance unlock = unlockAsked();
        name("manager", "deputy");
        flow.complete(unlock, AccountUnlockProcess.APPROVE, "deputy", Map.of("decision", "approve"));
        flow.runJobs(unlock);
        flow.complete(unlock, AccountUnlockProcess.APPROVE, "manager2", Map.of("decision", "approve"));
        ENGINE.getIdentityService().deleteMembership("manager", "managers");

        try {
            flow.runJobs(unlock);

            assertThat(flow.incident(unlock).getIncidentMessage())
                    .contains("manager, for whom deputy approved, is no longer a member");
        } finally {
            ENGINE.getIdentityService().createMembership("manager", "managers");
        }
        flow.runJobs(unlock);
    }

    private ProcessInstance unlockAsked() {
        Map<String, Object> values = ProcessTester.values(APP_USER);
        ProcessInstance unlock = flow.as(
                "responder",
                () -> ENGINE.getRuntimeService().startProcessInstanceByKey(AccountUnlockProcess.KEY, values));
        flow.runJobs(unlock);
        return unlock;
    }

    @Test
    void anotherPersonUnderAnOldNameIsNotWhoWasNamed() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "deputy");
        address("deputy", "another@example.org");
        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
        address("deputy", null);

        address("manager", "another@example.org");
        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
        address("manager", null);

        approve(request, "deputy");
    }

    @Test
    void userWhoWasDeletedIsStoodInForNoMore() {
        ProcessInstance request = flow.requested(APP_USER);
        IdentityService identity = ENGINE.getIdentityService();
        identity.saveUser(identity.newUser("leaver"));
        identity.createMembership("leaver", "managers");
        name("leaver", "deputy");
        identity.deleteUser("leaver");

        assertThatThrownBy(() -> approve(request, "deputy")).hasMessageContaining(NO_MEMBER);
    }

    @Test
    void memberDecidesInHisOwnPlaceWhomeverHeStandsInFor() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "manager2");

        approve(request, "manager2");

        assertThat(flow.facts(request).grants().get(0).standsIn()).isFalse();
    }

    @Test
    void memberOfTheFallbackDecidesBeforeItsTimeInThePlaceOfTheManager() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "head");

        approve(request, "head");

        assertThat(flow.facts(request).progress(now())).isEqualTo("1 of 1, by head for manager");
    }

    @Test
    void whoComesLateReadsWhoHasDecidedForWhom() {
        ProcessInstance request = flow.requested(APP_USER);
        name("manager", "deputy");
        Task task = task(request);
        Object digest = flow.digest(task);
        approve(request, "deputy");
        ThrowingCallable late = () -> flow.as("manager2", () -> {
            ENGINE.getTaskService().complete(task.getId(), Map.of("decision", "approve", "requestDigest", digest));
            return null;
        });

        assertThatThrownBy(late)
                .hasMessageContaining("Already handled: deputy for manager has approved the request for app_user");
    }

    @Test
    void onlyTasksOfThoseHeStandsInForAreShownAndTheNewOnesToo() {
        name("head", "deputy");
        ProcessInstance request = flow.requested(APP_USER);
        show("deputy");
        assertThat(candidates(request)).isEmpty();

        flow.passTime(Duration.ofHours(9)); // the fallback is asked
        flow.runJobs(request);
        show("deputy");

        assertThat(candidates(request)).containsExactly("deputy");
    }

    private void approve(ProcessInstance request, String person) {
        flow.decide(request, person, Map.of("decision", "approve"));
        flow.runJobs(request);
    }

    private static void name(String absent, String substitute) {
        Instant now = now();
        name(absent, substitute, now, now.plus(WEEK));
    }

    private static void name(String absent, String substitute, Instant from, Instant until) {
        Person person = person(absent);
        services().ledger().name(new Named(from, person, false, person, person(substitute), from, until, ""));
    }

    private static void end(String absent) {
        int number = services().ledger().substitutions().all().stream()
                .filter(each -> each.absent().id().equals(absent))
                .mapToInt(each -> each.number())
                .max()
                .orElseThrow();
        services().ledger().name(new EndedEarly(now(), person(absent), false, number, ""));
    }

    private static void show(String substitute) {
        SubstitutesTasks.show(ENGINE, services(), substitute);
    }

    private static Person person(String id) {
        User user = ENGINE.getIdentityService().createUserQuery().userId(id).singleResult();
        return new Person(id, Objects.requireNonNullElse(user.getEmail(), ""));
    }

    private static void address(String person, String address) {
        User user = ENGINE.getIdentityService().createUserQuery().userId(person).singleResult();
        user.setEmail(address);
        ENGINE.getIdentityService().saveUser(user);
    }

    private static Task task(ProcessInstance request) {
        return ENGINE.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .singleResult();
    }

    private static List<String> candidates(ProcessInstance request) {
        return ENGINE.getTaskService().getIdentityLinksForTask(task(request).getId()).stream()
                .map(IdentityLink::getUserId)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Instant now() {
        return ClockUtil.getCurrentTime().toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    private static AccountLockServices services() {
        return AccountLockServices.of(ENGINE).orElseThrow();
    }
}
