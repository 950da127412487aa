package io.github.accountlock.hold;

import io.github.accountlock.request.HoldState;
import java.time.Instant;

/**
 * Who keeps an account locked, or is about to.
 *
 * @param since when the request was made, UTC
 */
public record Hold(String accountPath, String requestId, String requester, HoldState state, Instant since) {}
