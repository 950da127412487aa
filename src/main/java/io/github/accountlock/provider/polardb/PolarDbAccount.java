package io.github.accountlock.provider.polardb;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.http.Answer;
import java.util.Optional;

/** Reads one entry of DescribeAccounts (alibabacloud-java-sdk of 2026-08-22, polardb-20170801). */
final class PolarDbAccount {

    private PolarDbAccount() {}

    static AccountSeen seen(JsonNode entry) {
        return new AccountSeen(
                state(entry),
                type(entry),
                Optional.empty(),
                Answer.text(entry, "AccountPasswordValidTime").flatMap(ValidTimeFormat::read));
    }

    /** Compared exactly; an absent member is never "unlocked". */
    private static LockState state(JsonNode entry) {
        if (!"Available".equals(entry.path("AccountStatus").textValue())) {
            return LockState.UNKNOWN;
        }
        String lockState = Answer.text(entry, "AccountLockState").orElse("");
        return switch (lockState) {
            case "Lock" -> LockState.LOCKED;
            case "UnLock" -> LockState.UNLOCKED;
            default -> LockState.UNKNOWN;
        };
    }

    private static String type(JsonNode entry) {
        String type = Answer.text(entry, "AccountType").orElse("unknown");
        return type.equals("ReadOnly") ? "read-only" : type.toLowerCase(ROOT);
    }
}
