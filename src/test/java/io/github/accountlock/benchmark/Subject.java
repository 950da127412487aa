package io.github.accountlock.benchmark;

/** Something that locks accounts after an approval. */
interface Subject extends AutoCloseable {

    /** Makes the request of a number; returns when it is made. */
    String start(int number);

    /** Finds its approval, claims it and approves. */
    void approve(String request);

    @Override
    void close();
}
