package io.github.accountlock.app;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;

/**
 * Lets nobody reach {@code engine-rest} without a name: HTTP Basic with a user of the engine, or a bearer token where an
 * OpenID provider is configured. Camunda's own filter answers the list of engines to everybody, so this is not it.
 */
final class EngineRestDoor extends HttpFilter {

    private static final long serialVersionUID = 1;

    private final transient Supplier<IdentityService> engine;
    private final transient Supplier<Optional<BearerLogin>> bearer;

    EngineRestDoor(Supplier<IdentityService> engine, Supplier<Optional<BearerLogin>> bearer) {
        this.engine = engine;
        this.bearer = bearer;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        IdentityService identity = engine.get();
        identity.clearAuthentication();
        Optional<String> user;
        try {
            user = user(identity, request.getHeader("Authorization"));
        } catch (LoginRefused refused) {
            refuse(response);
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().println(refused.getMessage());
            return;
        }
        if (user.isEmpty()) {
            refuse(response);
            return;
        }
        try {
            identity.setAuthentication(user.get(), groups(identity, user.get()));
            chain.doFilter(request, response);
        } finally {
            identity.clearAuthentication();
        }
    }

    private void refuse(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.addHeader("WWW-Authenticate", "Basic realm=\"engine-rest\"");
        bearer.get().ifPresent(configured -> response.addHeader("WWW-Authenticate", "Bearer realm=\"engine-rest\""));
    }

    private Optional<String> user(IdentityService identity, String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(identity, authorization.substring(6).strip());
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return bearer.get()
                    .map(login -> login.user(authorization.substring(7).strip()));
        }
        return Optional.empty();
    }

    private static Optional<String> basic(IdentityService identity, String credentials) {
        try {
            String[] pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8).split(":", 2);
            boolean right = pair.length == 2 && !pair[0].isEmpty() && identity.checkPassword(pair[0], pair[1]);
            // The engine compares ids as its database does; go on with the id as it is stored.
            return right
                    ? Optional.of(identity.createUserQuery().userId(pair[0]).singleResult())
                            .map(org.camunda.bpm.engine.identity.User::getId)
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static List<String> groups(IdentityService identity, String user) {
        return identity.createGroupQuery().groupMember(user).unlimitedList().stream()
                .map(Group::getId)
                .toList();
    }
}
