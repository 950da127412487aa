package io.github.accountlock.autoconfigure;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * Keeps the first-user setup of the web applications shut: it answers without a login where administrators are
 * configured by list (CVE-2026-77226, open in 7.24.0).
 */
final class SetupDoor extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String seenByServlets = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        if (SetupPath.matches(request.getRequestURI()) || SetupPath.matches(seenByServlets)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        chain.doFilter(request, response);
    }
}
