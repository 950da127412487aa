package io.github.accountlock.cockpit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.webapp.impl.security.auth.Authentication;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;

/**
 * The address of a request: sends everybody who is logged in on to what he may see of it, and the others to log in. It tells
 * nothing itself; where it leads to, the person is asked again who he is.
 */
public final class RequestDoor extends HttpServlet {

    /** What a servlet container maps to it. */
    public static final String MAPPING = RequestLink.PATH + "*";

    private static final long serialVersionUID = 1;

    private static final String ID = "[A-Za-z0-9-]{1,64}";
    private static final String LOG_IN = "/accountlock/log-in.html";
    private static final String NOTHING =
            "There is no such request, or you may not see it. A request is shown to who made it,"
                    + " to those who decide about it, and to operators and auditors.";

    private final transient Supplier<ProcessEngine> engine;

    /** @param engine asked for with each call */
    public RequestDoor(Supplier<ProcessEngine> engine) {
        this.engine = engine;
    }

    @Override
    public void init() {
        RequestLink.served(getServletContext());
    }

    @Override
    protected void doGet(HttpServletRequest call, HttpServletResponse answer) throws IOException {
        answer.setHeader("Cache-Control", "no-store");
        answer.setHeader("X-Content-Type-Options", "nosniff");
        String id = Objects.requireNonNullElse(call.getPathInfo(), "/").substring(1);
        Optional<String> user = user(call);
        if (!id.matches(ID)) {
            say(answer, HttpServletResponse.SC_NOT_FOUND, "text/plain", NOTHING + "\n");
        } else if (user.isEmpty()) {
            say(answer, HttpServletResponse.SC_UNAUTHORIZED, "text/html", logIn(call, id));
        } else {
            Optional<AuditDesk.Way> way = way(user.get(), id);
            if (way.isPresent()) {
                answer.sendRedirect(
                        call.getContextPath() + "/camunda/app/" + way.get().application() + "/"
                                + engine.get().getName() + "/#/" + way.get().page());
            } else {
                say(answer, HttpServletResponse.SC_NOT_FOUND, "text/plain", NOTHING + "\n");
            }
        }
    }

    private Optional<AuditDesk.Way> way(String user, String requestId) {
        ProcessEngine asked = engine.get();
        IdentityService identity = asked.getIdentityService();
        List<String> groups = identity.createGroupQuery().groupMember(user).unlimitedList().stream()
                .map(Group::getId)
                .toList();
        identity.setAuthentication(user, groups);
        try {
            return AuditAccess.of(asked)
                    .flatMap(access -> Viewer.of(asked).map(viewer -> new AuditDesk(asked, access, viewer)))
                    .flatMap(desk -> desk.way(requestId));
        } finally {
            identity.clearAuthentication();
        }
    }

    /** Who is logged in to the web applications, or to the host. */
    private Optional<String> user(HttpServletRequest call) {
        HttpSession session = call.getSession(false);
        return Optional.ofNullable(session)
                .map(AuthenticationUtil::getAuthsFromSession)
                .map(all -> all.getAuthenticationForProcessEngine(engine.get().getName()))
                .map(Authentication::getIdentityId)
                .or(() -> Optional.ofNullable(call.getRemoteUser()));
    }

    private String logIn(HttpServletRequest call, String id) throws IOException {
        try (InputStream page = RequestDoor.class.getResourceAsStream(LOG_IN)) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{base}", call.getContextPath() + "/camunda/app")
                    .replace("{engine}", engine.get().getName())
                    .replace("{id}", id);
        }
    }

    private static void say(HttpServletResponse answer, int status, String type, String text) throws IOException {
        answer.setStatus(status);
        answer.setContentType(type + ";charset=UTF-8");
        answer.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        answer.getWriter().print(text);
    }
}
