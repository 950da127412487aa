package io.github.accountlock.cockpit;

import io.github.accountlock.audit.ItsList;
import io.github.accountlock.audit.Verdict;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.Text;
import io.github.accountlock.ledger.Trail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;

/**
 * One request as its page shows it.
 *
 * @param ticketUrl where the ticket is found, or empty
 * @param times how often each account of a list is locked
 * @param lockFor how long the lock lasts from its proof on, in words; empty if it has another end, or none
 * @param digest SHA-256 of the frozen request
 * @param history what the engine still knows
 * @param differs how the account that it holds differs from its cloud, as told last; or empty
 * @param waits what it waits for, if it has not ended
 * @param link the address that leads everybody to what he may see of it; empty where the host has none
 * @param mayComment whether it has not ended and the viewer may say something about it
 * @param mayAsk which requests the viewer may make, where something has to be asked for
 */
record RequestPage(
        RequestRow request,
        List<Verdict.Part> verdict,
        String reason,
        String ticket,
        String ticketUrl,
        int times,
        String lockFor,
        String digest,
        Integrity integrity,
        History history,
        List<HoldRow> holds,
        String differs,
        List<WaitsFor> waits,
        String link,
        boolean mayComment,
        MayAsk mayAsk) {

    /** @param brokenAt number of the first bad entry, 0 if none is */
    record Integrity(int entries, int brokenAt, String sentence, String checkedAt) {}

    /** @param removedAt when the engine will remove it, or empty */
    record History(boolean present, String level, String removedAt, String startedAt, boolean runs) {}

    static RequestPage of(
            ProcessEngine engine, AuditAccess access, Trail trail, String link, boolean comments, MayAsk mayAsk) {
        String requestId = trail.requestId();
        Map<String, String> facts = trail.entries().get(0).facts();
        Optional<ItsList> list = access.listOf(trail);
        RequestRow row = RequestRow.all(engine, access, List.of(requestId)).get(0);
        Integrity integrity = new Integrity(
                trail.entries().size(),
                trail.broken().map(Trail.Broken::entry).orElse(0),
                trail.broken().map(Trail.Broken::sentence).orElse(""),
                access.clock().instant().toString());
        return new RequestPage(
                row,
                Verdict.of(trail, list),
                facts.getOrDefault("reason", ""),
                facts.getOrDefault("ticket", ""),
                access.ticketUrl().of(facts.getOrDefault("ticket", "")),
                facts.getOrDefault(LockRequest.TIMES, "").split(" ").length,
                facts.containsKey("lockFor") ? Text.words(Duration.parse(facts.get("lockFor"))) : "",
                facts.getOrDefault("digest", ""),
                integrity,
                history(engine, requestId),
                access.holds().all(row.account()).stream()
                        .filter(hold -> hold.requestId().equals(requestId))
                        .map(hold -> HoldRow.of(access, hold))
                        .toList(),
                trail.requestCase().differs().map(told -> told.found().words()).orElse(""),
                trail.requestCase().over() ? List.of() : WaitsFor.of(engine, requestId),
                link,
                comments && trail.requestCase().mayBeCommented(),
                mayAsk);
    }

    /** As marked, else as the model says from the end on. */
    private static String removedAt(ProcessEngine engine, HistoricProcessInstance instance) {
        if (instance.getRemovalTime() != null) {
            return instance.getRemovalTime().toInstant().toString();
        }
        Integer days = engine.getRepositoryService()
                .getProcessDefinition(instance.getProcessDefinitionId())
                .getHistoryTimeToLive();
        return instance.getEndTime() == null || days == null
                ? ""
                : instance.getEndTime().toInstant().plus(Duration.ofDays(days)).toString();
    }

    private static History history(ProcessEngine engine, String requestId) {
        String level = ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getHistoryLevel()
                .getName();
        HistoricProcessInstance instance = engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(requestId)
                .singleResult();
        return instance == null
                ? new History(false, level, "", "", false)
                : new History(
                        true,
                        level,
                        removedAt(engine, instance),
                        instance.getStartTime().toInstant().toString(),
                        instance.getEndTime() == null);
    }
}
