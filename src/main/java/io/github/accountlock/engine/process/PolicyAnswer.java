package io.github.accountlock.engine.process;

import java.util.Map;
import java.util.Optional;

/**
 * What the approval policy has answered.
 *
 * @param version of the policy in the engine
 * @param digest SHA-256 of the policy
 * @param row the matching row, from 1
 * @param outputs of that row by name; empty if none has matched
 */
record PolicyAnswer(int version, String digest, int row, Optional<Map<String, Object>> outputs) {}
