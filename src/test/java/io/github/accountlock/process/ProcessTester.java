package io.github.accountlock.process;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.doors.Doors;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.ShownFacts;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.hold.Hold;
import io.github.accountlock.ledger.OtherNode;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.Fact.LockGone;
import io.github.accountlock.request.RequestCase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.RuntimeServiceImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.community.process_test_coverage.engine.platform7.ProcessCoverageInMemProcessEngineConfiguration;

/** Our vocabulary for tests of a process: people act, jobs are stepped, time is moved. */
public final class ProcessTester {

    private static final Map<String, String> PEOPLE = Map.of(
            "requester", "requesters",
            "responder", "responders",
            "manager", "managers",
            "manager2", "managers",
            "head", "heads",
            "operator", "operators");

    private static final Duration SETTLED = Duration.ofSeconds(4);

    private final ProcessEngine engine;

    public ProcessTester(ProcessEngine engine) {
        this(engine, true);
    }

    /** @param everythingAllowed whether all may do everything, as the tests of a process want it */
    public ProcessTester(ProcessEngine engine, boolean everythingAllowed) {
        this.engine = engine;
        if (everythingAllowed) {
            allowEverything();
        }
        IdentityService identity = engine.getIdentityService();
        PEOPLE.forEach((person, group) -> {
            if (identity.createGroupQuery().groupId(group).count() == 0) {
                identity.saveGroup(identity.newGroup(group));
            }
            if (identity.createUserQuery().userId(person).count() == 0) {
                identity.saveUser(identity.newUser(person));
                identity.createMembership(person, group);
            }
        });
    }

    /** Everybody may do everything, so that what is refused here is refused by the process and its guards alone. */
    private void allowEverything() {
        AuthorizationService service = engine.getAuthorizationService();
        for (Resource resource : List.of(
                Resources.PROCESS_DEFINITION,
                Resources.PROCESS_INSTANCE,
                Resources.TASK,
                Resources.DECISION_DEFINITION,
                Resources.DEPLOYMENT)) {
            if (service.createAuthorizationQuery()
                            .authorizationType(Authorization.AUTH_TYPE_GLOBAL)
                            .resourceType(resource)
                            .count()
                    == 0) {
                Authorization everybody = service.createNewAuthorization(Authorization.AUTH_TYPE_GLOBAL);
                everybody.setResource(resource);
                everybody.setResourceId(Authorization.ANY);
                everybody.addPermission(Permissions.ALL);
                service.saveAuthorization(everybody);
            }
        }
    }

    /** A bare engine with our plugin that talks to the given clouds; jobs run only when a test says so. */
    public static <C extends ProcessEngineConfigurationImpl> C configured(C engine, ControlledClouds clouds) {
        return configured(engine, settings(clouds));
    }

    public static <C extends ProcessEngineConfigurationImpl> C configured(C engine, Map<String, String> settings) {
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setSettings(settings);
        plugin.setDemo(true);
        engine.setAuthorizationEnabled(true);
        engine.getProcessEnginePlugins().add(plugin);
        engine.setHistory("full");
        engine.setJobExecutorActivate(false);
        engine.setEnforceHistoryTimeToLive(true);
        engine.setEnableCmdExceptionLogging(false);
        return engine;
    }

    /** The same with a database of its own and the coverage of the models measured. */
    public static ProcessCoverageInMemProcessEngineConfiguration measured(
            String name, ControlledClouds clouds, String... trustedPolicies) {
        ProcessCoverageInMemProcessEngineConfiguration engine = new ProcessCoverageInMemProcessEngineConfiguration();
        engine.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        engine.setProcessEngineName(name);
        return configured(engine, settings(clouds, trustedPolicies));
    }

    /** @param trustedPolicies policies that may decide beside the shipped one */
    public static Map<String, String> settings(ControlledClouds clouds, String... trustedPolicies) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "trusted-policies",
                Stream.of(trustedPolicies)
                        .map(dmn -> Sha256.hex(dmn.getBytes(StandardCharsets.UTF_8)))
                        .collect(Collectors.joining(",")));
        settings.put("http.call-timeout", "PT2S");
        settings.put("http.read-timeout", "PT4S");
        settings.put("evidence.keys", Production.EVIDENCE_KEYS);
        settings.put("providers.tencent-postgres.endpoint", clouds.uri().toString());
        settings.put("providers.tencent-postgres.secret-id", "demo-key-id");
        settings.put("providers.tencent-postgres.secret-key", "demo-key-secret");
        settings.put("providers.alibaba-polardb.endpoint", clouds.uri().toString());
        settings.put("providers.alibaba-polardb.access-key-id", "demo-key-id");
        settings.put("providers.alibaba-polardb.access-key-secret", "demo-key-secret");
        return settings;
    }

    /** Does something as a person. */
    public <T> T as(String person, Supplier<T> act) {
        List<String> groups = PEOPLE.containsKey(person)
                ? List.of(PEOPLE.get(person))
                : engine.getIdentityService().createGroupQuery().groupMember(person).list().stream()
                        .map(Group::getId)
                        .toList();
        engine.getIdentityService().setAuthentication(person, groups);
        try {
            return act.get();
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    /** Does something as somebody who went around the doors of the engine; what is left is the ledger. */
    public <T> T behindTheDoors(Supplier<T> act) {
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        List<CommandInterceptor> chain = configuration.getCommandInterceptorsTxRequired();
        int doors = chain.indexOf(
                chain.stream().filter(Doors.class::isInstance).findFirst().orElseThrow());
        chain.get(doors - 1).setNext(chain.get(doors + 1));
        try {
            return act.get();
        } finally {
            chain.get(doors - 1).setNext(chain.get(doors));
        }
    }

    /** The engine's runtime service as {@link #behindTheDoors(Supplier)} sees it, builders included. */
    public RuntimeService runtimeBehindTheDoors() {
        RuntimeServiceImpl runtime = new RuntimeServiceImpl();
        CommandExecutor front = ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired();
        runtime.setCommandExecutor(new CommandExecutor() {
            @Override
            public <T> T execute(Command<T> command) {
                return behindTheDoors(() -> front.execute(command));
            }
        });
        return runtime;
    }

    public void behindTheDoors(Runnable act) {
        behindTheDoors(() -> {
            act.run();
            return null;
        });
    }

    /** A request by {@code requester}, read and decided on by the policy. */
    public ProcessInstance requested(AccountRef account, String... namesAndValues) {
        Map<String, Object> values = values(account);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ProcessInstance request = as("requester", () -> start(values));
        runJobs(request);
        return request;
    }

    public ProcessInstance requestedBy(String person, AccountRef account) {
        ProcessInstance request = as(person, () -> start(values(account)));
        runJobs(request);
        return request;
    }

    public ProcessInstance start(Map<String, Object> values) {
        return engine.getRuntimeService().startProcessInstanceByKey(AccountLockProcess.KEY, values);
    }

    public static Map<String, Object> values(AccountRef account) {
        Map<String, Object> values = new HashMap<>();
        values.put("provider", account.provider().value());
        values.put("region", account.region());
        values.put("instanceId", account.instanceId());
        values.put("accountName", account.accountName());
        values.put("reason", "leaked password");
        return values;
    }

    public void approve(ProcessInstance request) {
        decide(request, "manager", Map.of("decision", "approve"));
    }

    public void decide(ProcessInstance request, String person, Map<String, Object> decision) {
        complete(request, AccountLockProcess.APPROVE, person, decision);
    }

    public void settle(ProcessInstance request, String task, String settlement) {
        complete(
                request,
                task,
                "operator",
                Map.of("settlement", settlement, "settlementReason", "looked at the console"));
    }

    public void complete(ProcessInstance request, String task, String person, Map<String, Object> values) {
        Task open = engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(request.getId())
                .taskDefinitionKey(task)
                .singleResult();
        Map<String, Object> submitted = new HashMap<>(values);
        if (open.getName().contains("Approve ")) {
            submitted.putIfAbsent("requestDigest", digest(open));
        }
        as(person, () -> {
            engine.getTaskService().complete(open.getId(), submitted);
            return null;
        });
    }

    /** The requester takes the request back. */
    public void withdraw(ProcessInstance request, String approval, String person, String reason) {
        complete(request, approval, person, Map.of("decision", "withdraw", "decisionReason", reason));
    }

    /** What the approval form sends back with the decision. */
    public Object digest(Task approval) {
        return engine.getFormService().getTaskFormVariables(approval.getId()).get("frozenDigest");
    }

    /**
     * Runs what is due, step by step, until nothing is due any more; waits for a second look that has to agree with a
     * first one. Failures stay with their jobs.
     */
    public void runJobs(ProcessInstance request) {
        while (true) {
            List<Job> due = jobs(request);
            if (due.isEmpty() && secondLookIsWanted(request)) {
                passTime(SETTLED);
                due = jobs(request);
            }
            if (due.isEmpty()) {
                return;
            }
            runJob(due.get(0));
        }
    }

    private boolean secondLookIsWanted(ProcessInstance request) {
        return engine.getManagementService().createJobQuery().processInstanceId(request.getId()).list().stream()
                .map(Job::getExceptionMessage)
                .anyMatch(message -> message != null && message.contains("a second look in"));
    }

    /** Runs the next job that is due. */
    public void runOneJob(ProcessInstance request) {
        runJob(jobs(request).get(0));
    }

    private void runJob(Job job) {
        try {
            engine.getManagementService().executeJob(job.getId());
        } catch (RuntimeException keptByTheJob) {
            // The engine has written it to the job and decided on retries.
        }
    }

    public boolean isDue(ProcessInstance request) {
        return !jobs(request).isEmpty();
    }

    private List<Job> jobs(ProcessInstance request) {
        ManagementService management = engine.getManagementService();
        return management
                .createJobQuery()
                .processInstanceId(request.getId())
                .executable()
                .list();
    }

    public void passTime(Duration time) {
        ClockUtil.setCurrentTime(Date.from(now().plus(time)));
    }

    public Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    /** Time passes until nothing more happens by itself: looks, waits and retries. */
    public void letTimePass(ProcessInstance request) {
        for (int i = 0; i < 12; i++) {
            runJobs(request);
            passTime(Duration.ofMinutes(6));
        }
    }

    /** What is stored, else what the forms show by the request's facts; null if neither has it. */
    public Object variable(ProcessInstance request, String name) {
        if (name.equals("outcomeReason")) {
            return facts(request).ended().map(Ended::reason).orElse(null);
        }
        HistoryService history = engine.getHistoryService();
        return history
                .createHistoricVariableInstanceQuery()
                .processInstanceId(request.getId())
                .variableName(name)
                .list()
                .stream()
                .filter(each -> each.getActivityInstanceId().equals(request.getId()))
                .map(HistoricVariableInstance::getValue)
                .findFirst()
                .orElseGet(() -> new ShownFacts(
                                services().ledger(),
                                new AccountLists(services().connections()),
                                new People(),
                                services().providers(),
                                services().ticketUrl(),
                                services().clock(),
                                "operators")
                        .of(request.getId())
                        .get(name));
    }

    /** What the ledger proves about a request. */
    public RequestCase facts(ProcessInstance request) {
        return services().ledger().of(request.getId());
    }

    private AccountLockServices services() {
        return AccountLockServices.of(engine).orElseThrow();
    }

    /** What an earlier test has locked was unlocked at the cloud since, by somebody. */
    public void nobodyHolds() {
        for (Hold standing : services().holds().standing()) {
            services().ledger().commit(standing.requestId(), new LockGone(now(), false, "the end of an earlier test"));
        }
    }

    /** From here on the engine works as another node would that has read no request yet. */
    public void otherNodeGoesOn() {
        OtherNode.reads(services().ledger());
    }

    /** What the request holds of its account, by its facts. */
    public String hold(ProcessInstance request) {
        return facts(request).hold().orElseThrow().name();
    }

    public Incident incident(ProcessInstance request) {
        return engine.getRuntimeService()
                .createIncidentQuery()
                .processInstanceId(request.getId())
                .singleResult();
    }

    public Job job(ProcessInstance request) {
        return engine.getManagementService()
                .createJobQuery()
                .processInstanceId(request.getId())
                .messages()
                .singleResult();
    }

    /** The approval policy as shipped. */
    public static String policy() {
        try (InputStream dmn = ProcessTester.class.getResourceAsStream("/accountlock/bpmn/approval-policy.dmn")) {
            return new String(dmn.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A company's own policy takes the place of the shipped one. */
    public Deployment deployPolicy(String dmn) {
        return engine.getRepositoryService()
                .createDeployment()
                .addString("approval-policy.dmn", dmn)
                .deploy();
    }

    public void remove(Deployment deployment) {
        behindTheDoors(() -> engine.getRepositoryService().deleteDeployment(deployment.getId(), true));
    }
}
