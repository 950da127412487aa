package io.github.accountlock.engine;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.engine.deployment.DeployedDigests;
import io.github.accountlock.engine.deployment.ModelDeployment;
import io.github.accountlock.engine.process.AccountDesk;
import io.github.accountlock.engine.process.AccountListProcess;
import io.github.accountlock.engine.process.AccountLockProcess;
import io.github.accountlock.engine.process.AccountUnlockProcess;
import io.github.accountlock.engine.process.ApprovalGuard;
import io.github.accountlock.engine.process.Approvers;
import io.github.accountlock.engine.process.AskedPolicy;
import io.github.accountlock.engine.process.AttachedListeners;
import io.github.accountlock.engine.process.Cases;
import io.github.accountlock.engine.process.CheckList;
import io.github.accountlock.engine.process.CheckRequest;
import io.github.accountlock.engine.process.DecidePolicy;
import io.github.accountlock.engine.process.EndOfLock;
import io.github.accountlock.engine.process.EndRequest;
import io.github.accountlock.engine.process.GoneRequests;
import io.github.accountlock.engine.process.Holders;
import io.github.accountlock.engine.process.IncidentsAreTold;
import io.github.accountlock.engine.process.JobTime;
import io.github.accountlock.engine.process.ListGuard;
import io.github.accountlock.engine.process.LockAccount;
import io.github.accountlock.engine.process.Look;
import io.github.accountlock.engine.process.OfAList;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.PolicyTable;
import io.github.accountlock.engine.process.ProtectedAccounts;
import io.github.accountlock.engine.process.ReadAccount;
import io.github.accountlock.engine.process.RecordState;
import io.github.accountlock.engine.process.RemindApprovers;
import io.github.accountlock.engine.process.RequestAccounts;
import io.github.accountlock.engine.process.SealPolicy;
import io.github.accountlock.engine.process.SettleGuard;
import io.github.accountlock.engine.process.TracedSteps;
import io.github.accountlock.engine.process.UnlockAccount;
import io.github.accountlock.engine.process.UnlockByRequest;
import io.github.accountlock.engine.process.VerifyLock;
import io.github.accountlock.engine.process.VerifyUnlock;
import io.github.accountlock.engine.process.WatchedGuard;
import io.github.accountlock.engine.process.WithdrawGuard;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.RequestRate;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.metrics.Traces;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;

/** What runs in our processes, put together: delegates by the names that the models use, and what listens to them. */
final class ProcessParts {

    /** What must not be repeated because a step behind it failed, nor fail with one before it. */
    private static final Set<String> WITH_A_SAVE_POINT =
            Set.of("readAccount", "remindApprovers", "recordState", "unlockAccount", "requestAccounts");

    private final AccountLockSettings settings;
    private final AccountLockServices services;
    private final ModelDeployment models;
    private final JobLocks jobLocks;
    private final Ledger ledger;
    private final Clock clock;
    private final String operators;
    private final DeployedDigests digests = new DeployedDigests();
    private final People people = new People();
    private final Cases cases;
    private final Holders holders;
    private final ProtectedAccounts protectedAccounts;
    private final AccountDesk desk;
    private final AccountLists lists;
    private final OfAList ofAList = new OfAList();
    private final Traces traces;
    private final TracedSteps traced;

    ProcessParts(
            AccountLockSettings settings,
            AccountLockServices services,
            ModelDeployment models,
            JobLocks jobLocks,
            Traces traces) {
        this.settings = settings;
        this.traces = traces;
        this.traced = new TracedSteps(traces);
        this.services = services;
        this.models = models;
        this.jobLocks = jobLocks;
        ledger = services.ledger();
        clock = services.clock();
        operators = settings.groups().get("operators");
        cases = new Cases(ledger, digests, operators, clock);
        holders = new Holders(services.holds(), ledger);
        protectedAccounts = new ProtectedAccounts(settings.protectedAccounts());
        desk = services.desk();
        lists = new AccountLists(services.connections());
    }

    Map<String, Object> delegates() {
        AccountLocking locking = services.locking();
        Look look = new Look(
                locking,
                ledger,
                clock,
                account -> settings.verifyWaits(services.providers().of(account)));
        JobTime jobTime = new JobTime(settings.longestWayOut(), jobLocks::until, clock);
        Map<String, Object> beans = new HashMap<>();
        beans.put("readAccount", new ReadAccount(cases, locking, holders, ledger, clock, protectedAccounts));
        SealPolicy seal = new SealPolicy(
                ledger,
                clock,
                settings.groups(),
                models.trustedPolicies(settings.trustedPolicies()),
                new Approvers(clock, settings.countMembers()),
                people,
                services.outbox());
        beans.put(
                "decidePolicy",
                new DecidePolicy(
                        cases,
                        digests,
                        new PolicyTable(),
                        seal,
                        new RequestRate(services.connections()),
                        services.holds(),
                        locking));
        beans.put("policyDecided", new AskedPolicy(cases, digests, seal)); // of models of earlier releases
        beans.put("remindApprovers", new RemindApprovers(cases, clock, services.outbox()));
        beans.put("recordState", new RecordState(cases, locking, holders, ledger, clock, protectedAccounts));
        beans.put("lockAccount", new LockAccount(cases, locking, jobTime, clock));
        beans.put("endOfLock", new EndOfLock(cases, ledger, clock));
        beans.put("verifyLock", new VerifyLock(cases, look));
        beans.put("unlockAccount", new UnlockAccount(cases, locking, holders, ledger, jobTime, clock));
        beans.put("unlockByRequest", new UnlockByRequest(cases, locking, people, jobTime));
        beans.put("verifyUnlock", new VerifyUnlock(cases, look, clock));
        beans.put(
                "requestAccounts", new RequestAccounts(cases, ledger, lists, desk, ofAList, services.outbox(), clock));
        if (traces != Traces.NONE) {
            beans.replaceAll(
                    (name, bean) -> bean instanceof JavaDelegate delegate ? traced.step(name, delegate) : bean);
        }
        beans.put("retry", settings.retry());
        return beans;
    }

    void addListeners(ProcessEngineConfigurationImpl engine) {
        SettleGuard settle = new SettleGuard(cases, people, ledger, clock, operators);
        ApprovalGuard approval = new ApprovalGuard(cases, people, ledger, clock, settings.grantsLast());
        Map<String, TaskListener> guards = new HashMap<>(Map.of(
                AccountLockProcess.APPROVE,
                approval,
                AccountUnlockProcess.APPROVE,
                approval,
                AccountLockProcess.AWAIT_START,
                approval,
                AccountUnlockProcess.SETTLE,
                settle,
                AccountLockProcess.WITHDRAW,
                new WithdrawGuard(cases, people, ledger, clock),
                AccountLockProcess.SETTLE_LOCK,
                settle,
                AccountLockProcess.SETTLE_UNDO,
                settle,
                AccountListProcess.SETTLE,
                new ListGuard(cases, people, ledger, lists, clock, operators)));
        guards.replaceAll((task, guard) -> tracedTask(new WatchedGuard(guard, people, ledger, clock)));
        List<BpmnParseListener> listeners = engine.getCustomPostBPMNParseListeners() == null
                ? new ArrayList<>()
                : new ArrayList<>(engine.getCustomPostBPMNParseListeners());
        listeners.add(new AttachedListeners(
                Map.of(
                        AccountLockProcess.KEY, tracedStart(start(LockState.LOCKED)),
                        AccountUnlockProcess.KEY, tracedStart(start(LockState.UNLOCKED)),
                        AccountListProcess.KEY, tracedStart(new CheckList(start(LockState.LOCKED), desk, lists))),
                guards,
                outcome -> new EndRequest(cases, holders, services.providers(), ledger, clock, outcome),
                WITH_A_SAVE_POINT));
        engine.setCustomPostBPMNParseListeners(listeners);
    }

    /** What listens to the engine's history, before the engine writes it. */
    List<HistoryEventHandler> history() {
        List<HistoryEventHandler> handlers = new ArrayList<>();
        handlers.add(new GoneRequests(ledger, services.holds(), people, clock));
        handlers.add(new IncidentsAreTold(services.outbox()));
        return handlers;
    }

    private TaskListener tracedTask(TaskListener guard) {
        return traces == Traces.NONE ? guard : traced.task(guard);
    }

    private ExecutionListener tracedStart(ExecutionListener start) {
        return traces == Traces.NONE ? start : traced.start(start);
    }

    private CheckRequest start(LockState target) {
        return new CheckRequest(target, desk, ledger, digests, people, ofAList, settings.windows(), clock);
    }
}
