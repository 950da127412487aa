package io.github.accountlock.domain;

/** What came back from asking a provider for a change. None of these proves the account's state. */
public sealed interface LockOutcome {

    /** Stored in the process as it stands here; not derived from a class name. */
    String label();

    record Accepted(LockReceipt receipt) implements LockOutcome {
        @Override
        public String label() {
            return "accepted";
        }
    }

    /** A call of ours had no answer; its effect is open. */
    record AnswerLost(String detail) implements LockOutcome {
        @Override
        public String label() {
            return "answer-lost";
        }
    }

    /** The provider refused, for a reason that lies in the account; nothing happened. */
    record Refused(String detail) implements LockOutcome {
        @Override
        public String label() {
            return "refused";
        }
    }
}
