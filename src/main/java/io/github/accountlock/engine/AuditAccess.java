package io.github.accountlock.engine;

import io.github.accountlock.audit.IntegrityCheck;
import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.database.Connections;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.provider.ProviderException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.CompositeProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;

/** What the pages of the audit read of one engine. Who may see what is decided by the caller. */
public record AuditAccess(
        Ledger ledger,
        RequestSearch requests,
        Holds holds,
        Connections connections,
        EvidenceKeys keys,
        IntegrityCheck integrity,
        AccountLocking locking,
        Clock clock) {

    /** @return empty if the engine runs without Account Lock Flow */
    public static Optional<AuditAccess> of(ProcessEngine engine) {
        return of(((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getProcessEnginePlugins());
    }

    private static Optional<AuditAccess> of(List<ProcessEnginePlugin> plugins) {
        for (ProcessEnginePlugin plugin : plugins) {
            if (plugin instanceof AccountLockPlugin ours) {
                return Optional.of(ours.audit());
            }
            if (plugin instanceof CompositeProcessEnginePlugin several) {
                Optional<AuditAccess> found = of(several.getPlugins());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Runs in one transaction and without the engine's permission checks: the caller has made its own. */
    public static <T> T unrestricted(ProcessEngine engine, Callable<T> work) {
        return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(work));
    }

    /**
     * Reads the account at its cloud now. What was seen, or why nothing was, is written to the ledger of a request about
     * this account before it is told.
     *
     * @throws ProviderException if the cloud gave no usable answer
     */
    public AccountSeen look(String requestId, AccountRef account, String person) {
        try {
            AccountSeen seen = locking.read(account);
            journal(requestId, person, "state", seen.state().name());
            return seen;
        } catch (ProviderException failed) {
            journal(requestId, person, "problem", failed.getMessage());
            throw failed;
        }
    }

    private void journal(String requestId, String person, String name, String text) {
        ledger.commit(LedgerEvent.now(requestId, clock.instant(), Kind.LOOKED_AT, person, name, text));
    }

    @Override
    public String toString() {
        return "AuditAccess";
    }
}
