package io.github.accountlock.app;

/** Who a bearer token of the configured OpenID provider speaks for. */
@FunctionalInterface
interface BearerLogin {

    /**
     * @return the engine's id of the person
     * @throws LoginRefused if the token is not valid, not for us, or for nobody whom we know how to name
     */
    String user(String token);
}
