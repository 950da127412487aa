package io.github.accountlock.app;

import java.util.Optional;

/** Who a bearer token of the configured OpenID provider speaks for. */
@FunctionalInterface
interface BearerLogin {

    /** Empty if the token is not valid, not for us, or for nobody whom we know how to name. */
    Optional<String> user(String token);
}
