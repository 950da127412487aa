package io.github.accountlock.engine.process;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the approval policy has answered.
 *
 * @param version of the policy in the engine
 * @param digest SHA-256 of the policy
 * @param row the matching row, from 1
 * @param outputs of that row by name; empty if none has matched
 * @param counted what it was told of other requests, by name; empty if it does not ask
 */
record PolicyAnswer(
        int version, String digest, int row, Optional<Map<String, Object>> outputs, Map<String, Integer> counted) {

    PolicyAnswer after(Map<String, Integer> count) {
        return new PolicyAnswer(version, digest, row, outputs, count);
    }

    String countedWords() {
        return counted.entrySet().stream()
                .map(count -> count.getKey() + "=" + count.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
