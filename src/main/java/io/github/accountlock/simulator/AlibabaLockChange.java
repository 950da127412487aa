package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * {@code ModifyAccountLockState} of PolarDB, parameters checked (page of this action, read 2025-11).
 *
 * @param validUntil empty leaves the stored time as it is; what the real service does is not documented
 */
record AlibabaLockChange(String clusterId, String accountName, AccountState target, String validUntil) {

    static AlibabaLockChange of(WireCall call) {
        String clusterId = required(call, "DBClusterId");
        String accountName = required(call, "AccountName");
        required(call, "AccountLockState");
        AccountState target = call.target()
                .orElseThrow(() -> Refusal.alibaba(
                        400, "InvalidAccountLockState.Malformed", "Specified AccountLockState is not Lock or UnLock."));
        String validUntil = call.parameters().path("AccountPasswordValidTime").asText();
        if (!validUntil.isEmpty() && !ValidTime.isWellFormed(validUntil)) {
            throw Refusal.alibaba(
                    400,
                    "InvalidAccountPasswordValidTime.Malformed",
                    "Specified AccountPasswordValidTime is not well formatted.");
        }
        return new AlibabaLockChange(clusterId, accountName, target, validUntil);
    }

    ObjectNode apply(SimulatedAccounts accounts, Instant now) {
        if (!accounts.change(Cloud.ALIBABA, clusterId, accountName, account -> changed(account, now))) {
            throw Refusal.alibaba(404, "InvalidAccountName.NotFound", "Specified AccountName does not exist.");
        }
        return Json.object();
    }

    private SimulatedAccount changed(SimulatedAccount account, Instant now) {
        SimulatedAccount changed = account.changedTo(target, now);
        return validUntil.isEmpty() ? changed : changed.validUntil(validUntil);
    }

    /** The gateway names the missing parameter in the code. */
    static String required(WireCall call, String name) {
        String value = call.parameters().path(name).asText();
        if (value.isEmpty()) {
            throw Refusal.alibaba(400, "Missing" + name, name + " is mandatory for this action.");
        }
        return value;
    }
}
