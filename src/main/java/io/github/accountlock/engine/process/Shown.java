package io.github.accountlock.engine.process;

import java.util.Map;

/** What the forms of a request's tasks show, by the names of their fields. */
@FunctionalInterface
public interface Shown {

    /** @throws Refusal if the request's facts cannot be read */
    Map<String, String> of(String requestId);
}
