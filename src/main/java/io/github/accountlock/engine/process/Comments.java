package io.github.accountlock.engine.process;

/** What people say about a request beside deciding it. */
@FunctionalInterface
public interface Comments {

    /**
     * In the transaction in which the engine keeps the comment.
     *
     * @param taskId beside which it stands, or empty
     * @throws Refusal if it is too long, has a hidden character or comes too late, or if nobody is logged in
     */
    void add(String requestId, String taskId, String text);
}
