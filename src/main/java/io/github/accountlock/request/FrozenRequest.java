package io.github.accountlock.request;

import io.github.accountlock.domain.LockRequest;
import java.time.Duration;

/**
 * A request as it was frozen at its start: what was asked for, and under which rules.
 *
 * @param requestId id of the process instance
 * @param process key of the process definition
 * @param model SHA-256 of the process model
 * @param policy SHA-256 of the approval policy in force; empty in requests of version 0.1
 * @param settle how far apart two looks at this cloud must be to confirm each other
 * @param digest SHA-256 over all of it, in canonical JSON
 */
public record FrozenRequest(
        LockRequest request,
        String requestId,
        String process,
        String model,
        String policy,
        Duration settle,
        String digest) {}
