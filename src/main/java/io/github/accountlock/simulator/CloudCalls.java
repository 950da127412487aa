package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The way of every call to a cloud: prove, limit, fail if asked to, execute, write down, answer. */
final class CloudCalls {

    /** How a call went. */
    private record Outcome(Answer answer, boolean executed, String code, Optional<Fault> fault, String label) {

        boolean under(FaultKind kind) {
            return fault.filter(rule -> rule.kind() == kind).isPresent();
        }
    }

    private final Clock clock;
    private final RateLimits rateLimits;
    private final Faults faults;
    private final Calls calls;
    private final CountDownLatch closing;

    CloudCalls(Clock clock, Faults faults, Calls calls, CountDownLatch closing) {
        this.clock = clock;
        this.rateLimits = new RateLimits(clock);
        this.faults = faults;
        this.calls = calls;
        this.closing = closing;
    }

    void answer(HttpExchange exchange, Request request, Wire wire) throws IOException {
        WireCall call = wire.read(request);
        String requestId = wire.newRequestId();
        Outcome outcome = run(wire, call, request, requestId);
        boolean lost = outcome.under(FaultKind.ANSWER_LOST) || outcome.under(FaultKind.SILENT);
        int status = lost ? 0 : outcome.answer().status();
        calls.add(
                Call.of(clock.instant(), call, outcome.executed(), status, outcome.code(), requestId, outcome.label()));

        if (outcome.under(FaultKind.SILENT) || outcome.under(FaultKind.SLOW)) {
            pause(outcome.fault().orElseThrow().delay());
        }
        if (lost) {
            exchange.close();
            return;
        }
        outcome.answer().send(exchange);
    }

    private Outcome run(Wire wire, WireCall call, Request request, String requestId) {
        AtomicReference<String> shownBy = new AtomicReference<>("");
        UnaryOperator<List<SimulatedAccount>> view = accounts -> {
            Faults.Shown shown = faults.show(call, accounts);
            shownBy.set(shown.fault());
            return shown.accounts();
        };
        Optional<Fault> fault = Optional.empty();
        boolean executed = false;
        String code = "";
        Answer answer;
        try {
            wire.verify(request);
            rateLimits.take(call.cloud(), call.action());
            fault = faults.take(call);
            ObjectNode result = Json.object();
            if (fault.map(rule -> rule.lets(call)).orElse(true)) {
                result = wire.execute(call, view);
                executed = true;
            }
            refuseAfterwards(fault, call);
            answer = wire.success(result, requestId);
        } catch (Refusal refusal) {
            code = refusal.code();
            answer = wire.refusal(refusal, requestId);
        }
        Answer arriving = fault.isPresent() ? fault.get().disguise(answer) : answer;
        String label = fault.map(rule -> rule.kind().label()).orElse(shownBy.get());
        return new Outcome(arriving, executed, code, fault, label);
    }

    private static void refuseAfterwards(Optional<Fault> fault, WireCall call) {
        if (fault.isPresent() && fault.get().kind() == FaultKind.ERROR_AFTER_EXECUTING) {
            throw fault.get().refusal(call.cloud());
        }
    }

    /** Ends early when the simulation is closed. */
    private void pause(long millis) {
        try {
            closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
