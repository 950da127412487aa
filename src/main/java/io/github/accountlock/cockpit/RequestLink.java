package io.github.accountlock.cockpit;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

/** The one address of a request, which leads everybody to what he may see of it. */
final class RequestLink {

    static final String PATH = "/account-lock/requests/";

    /** Set in the context of a host that serves the address. */
    private static final String SERVED = RequestLink.class.getName();

    private final String start;

    private RequestLink(String start) {
        this.start = start;
    }

    static void served(ServletContext host) {
        host.setAttribute(SERVED, true);
    }

    /** Of no request, where nobody asks over the web. */
    static RequestLink none() {
        return new RequestLink("");
    }

    /** @param baseUrl where people find the web applications; empty if that is where this call came in */
    static RequestLink in(HttpServletRequest call, String baseUrl) {
        if (call.getServletContext().getAttribute(SERVED) == null) {
            return none();
        }
        String url = call.getRequestURL().toString();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return new RequestLink((baseUrl.isEmpty() ? url.substring(0, path) + call.getContextPath() : baseUrl) + PATH);
    }

    /** Empty if this host does not serve it. */
    String of(String requestId) {
        return start.isEmpty() ? "" : start + requestId;
    }
}
