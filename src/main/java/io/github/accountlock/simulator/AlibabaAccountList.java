package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * {@code DescribeAccounts} of PolarDB (page of this action, read 2025-11): {@code PageSize} 30, 50 or 100, no total.
 * An unknown {@code AccountName} gives an empty list (inferred).
 */
final class AlibabaAccountList {

    /** Values of {@code AccountStatus}; every other status that a test sets is one of {@code AccountLockState}. */
    private static final Set<String> STATUSES = Set.of("Creating", "Available", "Deleting", "Unavailable");

    /** The documented sample value of an account without an end. */
    private static final String NO_VALID_TIME = "undefined";

    private AlibabaAccountList() {}

    static ObjectNode of(WireCall call, List<SimulatedAccount> accounts, UnaryOperator<List<SimulatedAccount>> view) {
        JsonNode parameters = call.parameters();
        int pageSize = number(parameters.path("PageSize").asText("30"), "30|50|100", "PageSize");
        int pageNumber = number(parameters.path("PageNumber").asText("1"), "[1-9]\\d{0,6}", "PageNumber");

        List<SimulatedAccount> page = accounts.stream()
                .filter(account ->
                        call.accountName().isEmpty() || account.accountName().equals(call.accountName()))
                .skip((pageNumber - 1L) * pageSize)
                .limit(pageSize)
                .toList();

        ObjectNode result = Json.object().put("PageNumber", pageNumber).put("PageRecordCount", page.size());
        ArrayNode entries = result.putArray("Accounts");
        view.apply(page).forEach(account -> entries.add(entry(account)));
        return result;
    }

    private static int number(String text, String allowed, String name) {
        if (!text.matches(allowed)) {
            throw Refusal.alibaba(400, "Invalid" + name + ".Malformed", "Specified " + name + " is not valid.");
        }
        return Integer.parseInt(text);
    }

    private static ObjectNode entry(SimulatedAccount account) {
        ObjectNode entry = Json.object()
                .put("AccountName", account.accountName())
                .put("AccountStatus", "Available")
                .put("AccountType", account.type())
                .put("AccountDescription", "")
                .put(
                        "AccountPasswordValidTime",
                        account.passwordValidUntil().isEmpty() ? NO_VALID_TIME : account.passwordValidUntil());
        entry.putArray("DatabasePrivileges");
        boolean ofTheAccount = STATUSES.contains(account.rawStatus().asText());
        if (ofTheAccount) {
            entry.set("AccountStatus", account.rawStatus());
        }
        if (account.rawStatus().isMissingNode() || ofTheAccount) {
            return entry.put("AccountLockState", account.state() == AccountState.LOCKED ? "Lock" : "UnLock");
        }
        return account.rawStatus().asText().isEmpty() ? entry : entry.set("AccountLockState", account.rawStatus());
    }
}
