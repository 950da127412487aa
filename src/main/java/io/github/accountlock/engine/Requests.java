package io.github.accountlock.engine;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.VariableScope;

/**
 * The frozen requests. What a delegate works on comes from here and never from process variables, which people and
 * administrators can overwrite; a variable that differs from the frozen value stops the request.
 */
public final class Requests {

    private static final String DIGEST = "digest";

    private final Ledger ledger;

    public Requests(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Freezes a request in the transaction that starts it. Returns its SHA-256 digest, lower-case hexadecimal. */
    public String freeze(String requestId, LockRequest request, Instant at) {
        Map<String, String> facts = new TreeMap<>(request.values());
        String digest = digest(requestId, request);
        facts.put(DIGEST, digest);
        ledger.join(new LedgerEvent(requestId, at, LedgerEvent.Kind.REQUESTED, request.requester(), facts));
        return digest;
    }

    /**
     * The frozen request of an instance.
     *
     * @throws IllegalStateException if there is none, or if a variable no longer says what was frozen
     */
    public LockRequest frozen(String requestId, VariableScope scope) {
        LedgerEvent requested = ledger.of(requestId).stream()
                .filter(event -> event.kind() == LedgerEvent.Kind.REQUESTED)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "request " + requestId + ": is not in the ledger, so nothing is called for it"));
        LockRequest request = LockRequest.from(requested.facts(), requested.actor());
        if (!digest(requestId, request).equals(requested.fact(DIGEST))) {
            throw new IllegalStateException(request.account().path() + ": the frozen request " + requestId
                    + " does not match its digest, so nothing is called for it");
        }
        difference(request, requested.fact(DIGEST), scope).ifPresent(text -> {
            throw new IllegalStateException(request.account().path() + ": " + text);
        });
        return request;
    }

    /** Which value of the request was overwritten, as a sentence. */
    private static Optional<String> difference(LockRequest request, String digest, VariableScope scope) {
        Map<String, String> frozen = request.values();
        for (String name : LockRequest.NAMES) {
            Object now = scope.getVariable(name);
            String text = now == null ? "" : now.toString();
            if (!text.equals(frozen.getOrDefault(name, ""))) {
                return Optional.of(
                        name + " was changed after the request was made; the request stands as it was frozen."
                                + " Withdraw it and make a new one.");
            }
        }
        if (!request.requester().equals(scope.getVariable(AccountLockProcess.REQUESTER.name()))) {
            return Optional.of("requester was changed after the request was made.");
        }
        return digest.equals(scope.getVariable(AccountLockProcess.REQUEST_DIGEST.name()))
                ? Optional.empty()
                : Optional.of("the decision is about another state of the request (its digest differs);"
                        + " open the task again.");
    }

    private static String digest(String requestId, LockRequest request) {
        StringBuilder canonical = new StringBuilder("account-lock/1\n").append(requestId);
        canonical.append('\n').append(request.requester());
        request.values()
                .forEach((name, value) -> canonical
                        .append('\n')
                        .append(name)
                        .append('=')
                        .append(value.length())
                        .append(':')
                        .append(value));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
