package io.github.accountlock.engine;

import io.github.accountlock.database.Connections;
import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.TicketUrl;
import io.github.accountlock.engine.process.AccountDesk;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.locking.AccountLocking;
import io.github.accountlock.metrics.Meters;
import io.github.accountlock.notify.Outbox;
import io.github.accountlock.provider.Providers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.CompositeProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;

/**
 * What the plugin of one engine works with, for those who read it from outside. Who may see what is the caller's to decide.
 *
 * @param outbox empty if nobody is told anything
 * @param approvers the groups that approve as shipped
 * @param windows the maintenance windows, by name
 * @param baseUrl where people find the web applications, without a slash at its end; empty if that is not said
 */
public record AccountLockServices(
        Ledger ledger,
        Holds holds,
        Connections connections,
        EvidenceKeys keys,
        AccountLocking locking,
        Providers providers,
        AccountDesk desk,
        Optional<Outbox> outbox,
        Meters meters,
        TicketUrl ticketUrl,
        String baseUrl,
        List<String> approvers,
        Map<String, MaintenanceWindow> windows,
        Clock clock) {

    /** @return empty if the engine runs without Account Lock Flow */
    public static Optional<AccountLockServices> of(ProcessEngine engine) {
        return plugins(((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                        .getProcessEnginePlugins())
                .stream()
                .map(AccountLockPlugin::services)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Ours among an engine's plugins, and among those that one of them holds. */
    static List<AccountLockPlugin> plugins(List<ProcessEnginePlugin> all) {
        List<AccountLockPlugin> ours = new ArrayList<>();
        for (ProcessEnginePlugin plugin : all) {
            if (plugin instanceof AccountLockPlugin one) {
                ours.add(one);
            }
            if (plugin instanceof CompositeProcessEnginePlugin several) {
                ours.addAll(plugins(several.getPlugins()));
            }
        }
        return ours;
    }

    /** Runs in one transaction and without the engine's permission checks: the caller has made its own. */
    public static <T> T unrestricted(ProcessEngine engine, Callable<T> work) {
        return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(work));
    }

    @Override
    public String toString() {
        return "AccountLockServices";
    }
}
