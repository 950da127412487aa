package io.github.accountlock.engine.process;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.bulk.PastedAccounts;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.OnFailure;
import io.github.accountlock.domain.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Start of {@code account-lock-bulk}: checks every line before anything happens, and freezes the list by its digest. */
public final class CheckList implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(CheckList.class);

    /** What may be asked for. Emergencies are one account's: they do not wait for the approval of a list. */
    public static final List<String> NAMES = List.of(
            AccountListProcess.ACCOUNTS, "reason", "ticket", "lockFrom", "lockUntil", "lockFor", "atEnd", "onFailure");

    private static final AccountRef ANY = new AccountList(List.of()).reference();

    private final CheckRequest requests;
    private final AccountDesk desk;
    private final AccountLists lists;

    public CheckList(CheckRequest requests, AccountDesk desk, AccountLists lists) {
        this.requests = requests;
        this.desk = desk;
        this.lists = lists;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Person requester = requests.requester(execution);
        Map<String, String> values = requests.values(execution, NAMES);
        LockRequest asked = read(values, requester.id());
        refuseNewTimes(execution, asked);
        refuseAllOrNone(execution, asked);
        AccountList list = accounts(values.getOrDefault(AccountListProcess.ACCOUNTS, ""), asked);
        refuseTooMany(list, asked);
        LockRequest request = asked.forAccount(list.reference());
        requests.make(execution, request, requester, settleTime(list));
        lists.add(execution.getProcessInstanceId(), list, request.times());
        LOG.info(
                "LOCK-017 {}: lock of {} accounts requested by {} (request {})",
                request.account().path(),
                list.accounts().size(),
                requester.id(),
                execution.getProcessInstanceId());
    }

    private static LockRequest read(Map<String, String> asked, String requester) {
        Map<String, String> values = new TreeMap<>(asked);
        values.remove(AccountListProcess.ACCOUNTS);
        values.putAll(Map.of(
                "provider", ANY.provider().value(),
                "region", ANY.region(),
                "instanceId", ANY.instanceId(),
                "accountName", ANY.accountName()));
        try {
            return LockRequest.from(LockState.LOCKED, values, requester);
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(wrong.getMessage());
        }
    }

    /** A list of an earlier release comes with its own forms, and people approve what they are shown. */
    private static void refuseNewTimes(DelegateExecution execution, LockRequest asked) {
        String form = asked.lockFrom().isPresent() || asked.lockFor().isPresent() ? approveForm(execution) : "";
        refuseNotShown("lockFrom", asked.lockFrom().isPresent(), form.contains("\"lockFrom\""));
        refuseNotShown("lockFor", asked.lockFor().isPresent(), form.contains("{{lockForWords}}"));
        refuseNotShown(LockRequest.REPEATED, asked.times() > 1, form.contains("\"lockTimesSeen\""));
    }

    private static void refuseNotShown(String name, boolean given, boolean shown) {
        if (given && !shown) {
            throw new Refusal(
                    name + ": the process of an earlier release does not show it to its approvers; leave it empty.");
        }
    }

    private static void refuseTooMany(AccountList list, LockRequest asked) {
        int lines = list.accounts().size() * asked.times();
        if (lines > AccountList.MOST) {
            throw new Refusal(LockRequest.REPEATED + ": " + list.accounts().size() + " accounts, each locked "
                    + asked.times() + " times, are " + lines + " locks; at most " + AccountList.MOST
                    + " are allowed in one list.");
        }
    }

    private static void refuseAllOrNone(DelegateExecution execution, LockRequest asked) {
        if (asked.onFailure() == OnFailure.UNDO_ALL
                && execution.getBpmnModelInstance().getModelElementById(AccountListProcess.UNDONE) == null) {
            throw new Refusal("onFailure: the process of an earlier release cannot undo a list; choose undo or hold.");
        }
    }

    private static String approveForm(DelegateExecution execution) {
        ResourceEntity form = Context.getCommandContext()
                .getResourceManager()
                .findResourceByDeploymentIdAndResourceName(
                        ((ExecutionEntity) execution).getProcessDefinition().getDeploymentId(), "approve-list.form");
        return form == null ? "" : new String(form.getBytes(), StandardCharsets.UTF_8);
    }

    private AccountList accounts(String pasted, LockRequest asked) {
        Set<Refusal.Kind> kinds = EnumSet.noneOf(Refusal.Kind.class);
        try {
            return PastedAccounts.read(pasted, account -> wrong(asked.forAccount(account), kinds));
        } catch (IllegalArgumentException wrong) {
            boolean isProtected = kinds.contains(Refusal.Kind.PROTECTED);
            throw new Refusal(isProtected ? Refusal.Kind.PROTECTED : Refusal.Kind.INPUT, wrong.getMessage());
        }
    }

    private Optional<String> wrong(LockRequest one, Set<Refusal.Kind> kinds) {
        try {
            desk.refuseWrongAccount(one);
            return Optional.empty();
        } catch (Refusal wrong) {
            kinds.add(wrong.kind());
            return Optional.of(wrong.getMessage().replace("\n", " "));
        }
    }

    private Duration settleTime(AccountList list) {
        return list.accounts().stream()
                .map(desk::settleTime)
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
