package io.github.accountlock.app.passwords;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Notes where a request comes from; a login that has to wait is answered 429, with the seconds and a sentence. */
final class PasswordDoor extends HttpFilter {

    private static final long serialVersionUID = 1;

    private static final int TOO_MANY_REQUESTS = 429;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Caller caller = Caller.enter(request.getRemoteAddr());
        try {
            Answer answer = new Answer(response, caller);
            chain.doFilter(request, answer);
            answer.complete();
        } finally {
            Caller.leave();
        }
    }

    private static final class Answer extends HttpServletResponseWrapper {

        private final Caller caller;
        private boolean replaced;

        Answer(HttpServletResponse response, Caller caller) {
            super(response);
            this.caller = caller;
        }

        @Override
        public void setStatus(int status) {
            if (!replace(status)) {
                super.setStatus(status);
            }
        }

        @Override
        public void sendError(int status) throws IOException {
            if (!replace(status)) {
                super.sendError(status);
            }
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            if (!replace(status)) {
                super.sendError(status, message);
            }
        }

        private boolean replace(int status) {
            replaced = status == SC_UNAUTHORIZED && !caller.waiting().isZero();
            if (replaced) {
                super.setStatus(TOO_MANY_REQUESTS);
                setHeader("Retry-After", Long.toString(seconds()));
            }
            return replaced;
        }

        private long seconds() {
            return caller.waiting().plusMillis(999).toSeconds();
        }

        void complete() throws IOException {
            if (replaced && !isCommitted()) {
                setContentType("text/plain;charset=UTF-8");
                getWriter()
                        .println("After wrong passwords for this user from your address, the next can be tried in "
                                + seconds() + " seconds.");
            }
        }
    }
}
