package io.github.accountlock.autoconfigure;

import io.github.accountlock.engine.doors.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * Answers what we have refused as a {@link Problem}, where Camunda's REST would answer HTTP 500 and the engine's words around
 * ours. What others refuse is left as it is.
 */
final class ProblemFilter extends HttpFilter {

    private static final long serialVersionUID = 1;
    private static final String OURS = "/engine-rest/account-lock/";
    private static final String CAMUNDAS = "application/json";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Refused.forget();
        Held held = new Held(response, request.getRequestURI().contains(OURS));
        try {
            chain.doFilter(request, held);
        } catch (IOException | ServletException | RuntimeException failed) {
            Throwable reason = Refused.reason(failed);
            if (reason == null || response.isCommitted()) {
                throw failed;
            }
            Problem.of(reason).write(response);
            return;
        } finally {
            Refused.forget();
        }
        held.finish();
    }

    /** Drops the body of an answer that a problem takes the place of. */
    private static final class Held extends HttpServletResponseWrapper {

        private final boolean ours;
        private Problem problem;

        /** @param ours whether nothing that is answered there is in Camunda's words */
        Held(HttpServletResponse response, boolean ours) {
            super(response);
            this.ours = ours;
        }

        /** Decided when the answer begins, which is after the engine has refused. */
        private boolean isReplaced() {
            if (problem == null && getStatus() >= SC_BAD_REQUEST && !isCommitted()) {
                problem = Refused.last().map(Problem::of).orElseGet(this::atOurAddress);
            }
            return problem != null;
        }

        private Problem atOurAddress() {
            String type = getContentType();
            boolean unsaid = type == null || type.startsWith(CAMUNDAS);
            return ours && unsaid ? Problem.atOurAddress(getStatus()) : null;
        }

        void finish() throws IOException {
            if (isReplaced() && !getResponse().isCommitted()) {
                problem.write((HttpServletResponse) getResponse());
            }
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            setStatus(status);
            if (!isReplaced()) {
                super.sendError(status, message);
            }
        }

        @Override
        public void sendError(int status) throws IOException {
            setStatus(status);
            if (!isReplaced()) {
                super.sendError(status);
            }
        }

        @Override
        public void flushBuffer() throws IOException {
            if (!isReplaced()) {
                super.flushBuffer();
            }
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return isReplaced() ? new Nowhere() : super.getOutputStream();
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            return isReplaced() ? new PrintWriter(OutputStream.nullOutputStream()) : super.getWriter();
        }
    }

    private static final class Nowhere extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            // Nothing is ever written.
        }

        @Override
        public void write(int dropped) {
            // A problem takes its place.
        }
    }
}
