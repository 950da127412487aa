package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;

/** One cloud's protocol: how it reads, proves, executes and answers a call. */
interface Wire {

    /** What the request says. Never fails. */
    WireCall read(Request request);

    /** Returns if the signature proves the request, else throws a {@link Refusal}. */
    void verify(Request request);

    /**
     * Carries the call out.
     *
     * @param view what a read shows of the accounts it found
     * @throws Refusal if it is not carried out
     */
    ObjectNode execute(WireCall call, UnaryOperator<List<SimulatedAccount>> view);

    String newRequestId();

    Answer success(ObjectNode result, String requestId);

    Answer refusal(Refusal refusal, String requestId);
}
