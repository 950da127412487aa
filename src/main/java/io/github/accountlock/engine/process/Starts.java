package io.github.accountlock.engine.process;

/** Requests that were refused when somebody wanted to make them. */
@FunctionalInterface
public interface Starts {

    /**
     * Written on its own: the start itself leaves nothing.
     *
     * @param process its key
     * @param why as the person was told
     * @param slip whether he may make requests, and has filled in something wrongly or came too late
     */
    void refused(String process, String why, boolean slip);
}
