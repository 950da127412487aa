package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;

/** {@code /_control/accounts}: accounts seen and changed as by a stranger with a console. */
final class ControlAccounts {

    private static final List<String> FIELDS = List.of("state", "type", "createdAt", "passwordValidUntil", "status");
    private static final List<String> STATES = List.of(AccountState.LOCKED.name(), AccountState.UNLOCKED.name());

    private final SimulatedAccounts accounts;
    private final Clock clock;

    ControlAccounts(SimulatedAccounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    ArrayNode list() {
        ArrayNode list = Json.array();
        accounts.all().forEach(account -> list.add(json(account)));
        return list;
    }

    /** What the body leaves out stays as it was; only {@code status} has to be said again. */
    ObjectNode put(Cloud cloud, String region, String instanceId, String accountName, JsonNode body) {
        ControlJson fields = new ControlJson(body, "An account", FIELDS);
        String state = fields.oneOf("state", "", STATES);
        if (state.isEmpty()) {
            throw ControlJson.wrong("state is needed: LOCKED or UNLOCKED.");
        }
        JsonNode status = body.path("status");
        if (!status.isMissingNode() && !status.isInt() && !status.isTextual()) {
            throw ControlJson.wrong("status must be a text or an integer.");
        }
        AccountState target = AccountState.valueOf(state);
        SimulatedAccount before = accounts.find(cloud, instanceId, accountName)
                .orElseGet(() -> SimulatedAccount.unlocked(cloud, region, instanceId, accountName)
                        .initially(target));
        SimulatedAccount after = before.changedTo(target, clock.instant())
                .ofType(fields.oneOf("type", before.type(), cloud.accountTypes()))
                .createdAt(fields.text("createdAt", before.createdAt()))
                .validUntil(validUntil(fields, before))
                .showing(status);
        if (!region.equals(accounts.regionOf(cloud, instanceId).orElse(region))) {
            throw Refusal.of(
                    409,
                    "",
                    "Instance %s lives in region %s."
                            .formatted(
                                    instanceId,
                                    accounts.regionOf(cloud, instanceId).orElseThrow()));
        }
        accounts.put(after);
        return json(after);
    }

    private static String validUntil(ControlJson fields, SimulatedAccount before) {
        String text = fields.text("passwordValidUntil", before.passwordValidUntil());
        if (!text.isEmpty() && !ValidTime.isWellFormed(text)) {
            throw ControlJson.wrong(
                    "passwordValidUntil must look like 2026-09-17T10:00:00Z or 2026-09-17 10:00:00, or be empty.");
        }
        return text;
    }

    private static ObjectNode json(SimulatedAccount account) {
        ObjectNode json = Json.object()
                .put("provider", account.cloud().provider())
                .put("region", account.region())
                .put("instanceId", account.instanceId())
                .put("accountName", account.accountName())
                .put("state", account.state().name())
                .put("type", account.type());
        if (!account.passwordValidUntil().isEmpty()) {
            json.put("passwordValidUntil", account.passwordValidUntil());
        }
        return account.rawStatus().isMissingNode() ? json : json.set("status", account.rawStatus());
    }
}
