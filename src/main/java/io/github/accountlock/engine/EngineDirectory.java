package io.github.accountlock.engine;

import io.github.accountlock.engine.deployment.OurProcesses;
import io.github.accountlock.engine.process.StandIns;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.notify.Directory;
import io.github.accountlock.notify.Receiver;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.task.Task;

/** People and tasks of the engine. A user's info {@value #TIME_ZONE} says in which zone he is told times. */
final class EngineDirectory implements Directory {

    private static final String TIME_ZONE = "timeZone";

    private final ProcessEngine engine;
    private final StandIns standIns;
    private final ZoneId otherwise;

    EngineDirectory(ProcessEngine engine, StandIns standIns, ZoneId otherwise) {
        this.engine = engine;
        this.standIns = standIns;
        this.otherwise = otherwise;
    }

    @Override
    public List<String> members(String group) {
        return AccountLockServices.unrestricted(
                engine,
                () -> engine.getIdentityService().createUserQuery().memberOfGroup(group).unlimitedList().stream()
                        .map(User::getId)
                        .toList());
    }

    @Override
    public List<String> standingInFor(String person, Instant at) {
        try {
            return AccountLockServices.unrestricted(engine, () -> standIns.of(person, at));
        } catch (LedgerBroken nobody) {
            return List.of(); // "audit verify" names it; the others are told all the same
        }
    }

    @Override
    public Optional<Receiver> person(String id) {
        IdentityService identity = engine.getIdentityService();
        return AccountLockServices.unrestricted(
                engine,
                () -> Optional.ofNullable(identity.createUserQuery().userId(id).singleResult())
                        .map(user -> new Receiver(
                                id,
                                Objects.requireNonNullElse(user.getEmail(), "").strip(),
                                zone(identity, id))));
    }

    private ZoneId zone(IdentityService identity, String id) {
        try {
            return Optional.ofNullable(identity.getUserInfo(id, TIME_ZONE))
                    .map(ZoneId::of)
                    .orElse(otherwise);
        } catch (DateTimeException unknown) {
            return otherwise;
        }
    }

    @Override
    public Optional<String> openTask(String requestId) {
        return AccountLockServices.unrestricted(
                engine,
                () -> engine
                        .getTaskService()
                        .createTaskQuery()
                        .processInstanceId(requestId)
                        .processDefinitionKeyIn(OurProcesses.KEYS.toArray(String[]::new))
                        .listPage(0, 1)
                        .stream()
                        .map(Task::getId)
                        .findFirst());
    }
}
