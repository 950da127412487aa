package io.github.accountlock.domain;

/** What a read of the provider says about a change we asked for. */
public sealed interface Verification {

    /** Stored in the process as it stands here; not derived from a class name. */
    String label();

    record Confirmed() implements Verification {
        @Override
        public String label() {
            return "confirmed";
        }
    }

    record Contradicted(String observed) implements Verification {
        @Override
        public String label() {
            return "contradicted";
        }
    }

    record CannotTell(String observed) implements Verification {
        @Override
        public String label() {
            return "cannot-tell";
        }
    }
}
