package io.github.accountlock.domain;

/**
 * A provider's word that it accepted a change. It proves nothing about the account: only a read does.
 *
 * @param requestId the provider's id of the call, which its support asks for
 */
public record LockReceipt(String requestId) {

    public LockReceipt {
        requestId = Text.require(requestId, "requestId");
    }
}
