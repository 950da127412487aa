package io.github.accountlock.simulator;

/**
 * A key pair the clouds know.
 *
 * @param token the token that must come with temporary credentials, empty for permanent ones
 */
record CloudKey(String id, String secret, String token) {

    @Override
    public String toString() {
        return "CloudKey[id=" + id + ", ***]";
    }
}
