package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;

/**
 * One account of a simulated instance.
 *
 * @param stateBefore the state before the last change; the same as {@code state} when there was none
 * @param createdAt text as the cloud shows it
 * @param changedAt time of the last change, {@link Instant#EPOCH} when there was none
 * @param passwordValidUntil text as it was given, empty when never given
 * @param rawStatus what reads show instead of the state; a missing node shows the
 *     state, an empty text leaves the status out
 */
record SimulatedAccount(
        Cloud cloud,
        String region,
        String instanceId,
        String accountName,
        AccountState state,
        AccountState stateBefore,
        String type,
        String createdAt,
        Instant changedAt,
        String passwordValidUntil,
        JsonNode rawStatus) {

    /** Documented form, no zone (TencentDB AccountInfo, API 2017-03-12, read 2025-11). */
    static final String FIRST_CREATED_AT = "2025-03-01 10:00:00";

    static SimulatedAccount unlocked(Cloud cloud, String region, String instanceId, String accountName) {
        return new SimulatedAccount(
                cloud,
                region,
                instanceId,
                accountName,
                AccountState.UNLOCKED,
                AccountState.UNLOCKED,
                cloud.accountTypes().get(0),
                FIRST_CREATED_AT,
                Instant.EPOCH,
                "",
                MissingNode.getInstance());
    }

    SimulatedAccount initially(AccountState initial) {
        return with(initial, initial, type, createdAt, changedAt, passwordValidUntil, rawStatus);
    }

    SimulatedAccount changedTo(AccountState target, Instant now) {
        return with(target, state, type, createdAt, now, passwordValidUntil, rawStatus);
    }

    SimulatedAccount ofType(String newType) {
        return with(state, stateBefore, newType, createdAt, changedAt, passwordValidUntil, rawStatus);
    }

    SimulatedAccount createdAt(String text) {
        return with(state, stateBefore, type, text, changedAt, passwordValidUntil, rawStatus);
    }

    SimulatedAccount validUntil(String text) {
        return with(state, stateBefore, type, createdAt, changedAt, text, rawStatus);
    }

    SimulatedAccount showing(JsonNode status) {
        return with(state, stateBefore, type, createdAt, changedAt, passwordValidUntil, status);
    }

    SimulatedAccount asBeforeTheLastChange() {
        return with(stateBefore, stateBefore, type, createdAt, changedAt, passwordValidUntil, rawStatus);
    }

    boolean everChanged() {
        return changedAt.isAfter(Instant.EPOCH);
    }

    private SimulatedAccount with(
            AccountState newState,
            AccountState newStateBefore,
            String newType,
            String newCreatedAt,
            Instant newChangedAt,
            String newValidUntil,
            JsonNode newStatus) {
        return new SimulatedAccount(
                cloud,
                region,
                instanceId,
                accountName,
                newState,
                newStateBefore,
                newType,
                newCreatedAt,
                newChangedAt,
                newValidUntil,
                newStatus);
    }
}
