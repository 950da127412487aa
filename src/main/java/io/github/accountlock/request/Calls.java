package io.github.accountlock.request;

import java.util.Optional;

/**
 * Our calls of one kind, as the facts tell them.
 *
 * @param intended how many were written down
 * @param pending whether the last one has no answer in the ledger
 * @param last the last answer; empty while the last call is pending
 * @param changedBefore whether any but the last may have taken effect
 * @param mayHaveChanged whether any of them may have taken effect
 * @param accepted the provider's id of the call that was accepted, since an operator last settled the request
 * @param open calls whose effect is not known, since then: no answer was written, or it was lost
 * @param conflicts calls refused because the account was busy, since then
 */
public record Calls(
        int intended,
        boolean pending,
        Optional<Answer> last,
        boolean changedBefore,
        boolean mayHaveChanged,
        Optional<String> accepted,
        int open,
        int conflicts) {

    static final Calls NONE = new Calls(0, false, Optional.empty(), false, false, Optional.empty(), 0, 0);

    Calls intend() {
        return new Calls(intended + 1, true, Optional.empty(), mayHaveChanged, true, accepted, open + 1, conflicts);
    }

    Calls answer(Answer answer, String receipt) {
        return new Calls(
                intended,
                false,
                Optional.of(answer),
                changedBefore,
                changedBefore || answer.mayHaveChanged(),
                answer == Answer.ACCEPTED ? Optional.of(receipt) : accepted,
                answer == Answer.LOST ? open : open - 1,
                answer == Answer.CONFLICT ? conflicts + 1 : conflicts);
    }

    /** An operator looked: what was open is known to a person now. */
    Calls settle() {
        return new Calls(intended, false, last, changedBefore, mayHaveChanged, Optional.empty(), 0, 0);
    }

    /** Whether the last one was accepted, so that one look after it is proof; after any other, two are. */
    boolean certain() {
        return last.filter(answer -> answer == Answer.ACCEPTED).isPresent();
    }

    /** Whether the cloud refused the last one for the account's sake. */
    boolean refused() {
        return last.filter(answer -> answer == Answer.CONFLICT || answer == Answer.NOT_FOUND)
                .isPresent();
    }
}
