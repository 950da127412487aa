package io.github.accountlock.simulator;

import java.util.List;
import java.util.Optional;

/** The keys both clouds accept. They are published in src/docs/simulated-clouds.md and open nothing but the simulation. */
record CloudKeys(List<CloudKey> keys) {

    /** What a token says about the key it came with. */
    enum Token {
        VALID,
        EXPIRED,
        WRONG
    }

    static final String EXPIRED_TOKEN = "demo-sts-token-expired";

    static CloudKeys demo() {
        return new CloudKeys(List.of(
                new CloudKey("demo-key-id", "demo-key-secret", ""),
                new CloudKey("demo-sts-key-id", "demo-sts-key-secret", "demo-sts-token")));
    }

    Optional<CloudKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    static Token check(CloudKey key, String token) {
        if (!key.token().isEmpty() && token.equals(EXPIRED_TOKEN)) {
            return Token.EXPIRED;
        }
        return Digests.same(key.token(), token) ? Token.VALID : Token.WRONG;
    }
}
