package io.github.accountlock.provider.polardb;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.http.Answer;

/** Reads one entry of DescribeAccounts (alibabacloud-java-sdk of 2026-08-22, polardb-20170801). */
final class PolarDbAccount {

    private PolarDbAccount() {}

    static AccountSeen seen(JsonNode entry) {
        return new AccountSeen(
                state(entry),
                type(entry),
                "",
                Answer.text(entry, "AccountPasswordValidTime").flatMap(ValidTimeFormat::read),
                note(entry));
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

    /** The states that are neither (alibabacloud-java-sdk of 2026-08-22); {@code Unavailable} is RDS's word. */
    private static String note(JsonNode entry) {
        return switch (entry.path("AccountStatus").asText()) {
            case "Available" -> state(entry) == LockState.UNKNOWN ? "whether the account is locked is not told" : "";
            case "Creating" -> "the account is being created";
            case "Deleting" -> "the account is being deleted";
            case "Unavailable" -> "the account is unavailable";
            default -> "the account has a status that is not documented";
        };
    }

    private static String type(JsonNode entry) {
        String type = Answer.text(entry, "AccountType").orElse("unknown");
        return type.equals("ReadOnly") ? "read-only" : type.toLowerCase(ROOT);
    }
}
