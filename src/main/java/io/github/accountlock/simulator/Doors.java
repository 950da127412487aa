package io.github.accountlock.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Decides from path, headers and parameters who answers: a cloud, the control API or the page. */
final class Doors {

    private final CloudCalls cloudCalls;
    private final Wire tencent;
    private final Wire alibaba;
    private final ControlApi control;
    private final Page page;

    private Doors(CloudCalls cloudCalls, Wire tencent, Wire alibaba, ControlApi control, Page page) {
        this.cloudCalls = cloudCalls;
        this.tencent = tencent;
        this.alibaba = alibaba;
        this.control = control;
        this.page = page;
    }

    static Doors demo(Clock clock, CountDownLatch closing) {
        SimulatedAccounts accounts = SimulatedAccounts.demo();
        Calls calls = new Calls();
        Faults faults = new Faults();
        CloudKeys keys = CloudKeys.demo();
        AlibabaClockAndNonce clockAndNonce = new AlibabaClockAndNonce(clock);
        return new Doors(
                new CloudCalls(clock, faults, calls, closing),
                new TencentWire(new TencentSignatureCheck(keys, clock), accounts, clock),
                new AlibabaWire(
                        new AlibabaV3Check(keys, clockAndNonce),
                        new AlibabaV1Check(keys, clockAndNonce),
                        accounts,
                        clock),
                new ControlApi(new ControlAccounts(accounts, clock), accounts, calls, faults),
                new Page(accounts, calls));
    }

    void answer(HttpExchange exchange) throws IOException {
        Request request = Request.from(exchange);
        if (request.body().length > Request.MAX_BODY_BYTES) {
            Answer.of(413, "text/plain;charset=utf-8", "The body is too long.\n")
                    .with("Connection", "close")
                    .send(exchange);
            return;
        }
        Optional<Wire> wire = request.path().equals("/") ? wire(request) : Optional.empty();
        if (wire.isPresent()) {
            cloudCalls.answer(exchange, request, wire.get());
            return;
        }
        boolean controls = request.path().startsWith("/_control/");
        (controls ? control.answer(request) : page.answer(request)).send(exchange);
    }

    /** Tencent's older form signature is taken as Tencent too, to be refused in its words. */
    private Optional<Wire> wire(Request request) {
        Map<String, String> parameters = FormParameters.of(request);
        if (request.hasHeader("x-tc-action")
                || request.header("authorization").startsWith("TC3-")
                || parameters.containsKey("SecretId")) {
            return Optional.of(tencent);
        }
        if (request.hasHeader("x-acs-action")
                || request.header("authorization").startsWith("ACS3-")
                || parameters.containsKey("Action")) {
            return Optional.of(alibaba);
        }
        return Optional.empty();
    }
}
