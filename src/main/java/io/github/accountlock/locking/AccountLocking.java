package io.github.accountlock.locking;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockOutcome;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.SendBy;
import io.github.accountlock.request.Answer;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Calls;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.CallIntended;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.KeptAnswer;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at accounts and changes them. Each change is one journaled attempt: the intent is committed before the request is
 * sent and the answer after it, so that a crash between them shows. Whether a call may be made is asked of the ledger's
 * door. Thread-safe.
 */
public final class AccountLocking {

    private static final Logger LOG = LoggerFactory.getLogger(AccountLocking.class);

    /** A look that is older says too little of an account that is called once more. */
    private static final Duration JUST = Duration.ofSeconds(10);

    private final Function<Location, AccountLockProvider> providers;
    private final Ledger ledger;
    private final Clock clock;
    private final Duration answer;
    private final List<Duration> conflictWaits;

    /**
     * @param answer how long a call that has left may take until it is answered or given up
     * @param conflictWaits how long to wait before each repetition when the provider says the account is busy
     */
    public AccountLocking(
            Function<Location, AccountLockProvider> providers,
            Ledger ledger,
            Clock clock,
            Duration answer,
            List<Duration> conflictWaits) {
        this.providers = providers;
        this.ledger = ledger;
        this.clock = clock;
        this.answer = answer;
        this.conflictWaits = List.copyOf(conflictWaits);
    }

    /** @throws ProviderException if there was no usable answer */
    public AccountSeen read(AccountRef account) {
        return providers.apply(account).read(account);
    }

    /**
     * All accounts of an instance, by name.
     *
     * @return empty if its provider gives no list
     * @throws ProviderException if there was no usable answer
     */
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        return providers.apply(instance).list(instance);
    }

    /**
     * Looks at the account, and not at who holds it; nothing is written down yet.
     *
     * @param last whether it is the last look of its series
     * @return also if the cloud knows no such account, and, after a call, if it gave no answer
     * @throws ProviderException if there was no usable answer and the same look should be tried again
     */
    public Looked look(AccountRef account, Purpose why, boolean last) {
        Instant asked = clock.instant();
        try {
            return seen(read(account), why, asked, last);
        } catch (Refused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
            return nothing(why, Sight.NOT_FOUND, asked, last, refused);
        } catch (Unavailable unavailable) {
            if (unavailable.isThrottled() || why != Purpose.AFTER) {
                throw unavailable;
            }
            return nothing(why, Sight.NO_ANSWER, asked, last, unavailable);
        }
    }

    /** What was seen of an account by a read, or in a list, that was asked for at a moment. */
    public Looked seen(AccountSeen seen, Purpose why, Instant asked, boolean last) {
        return new Looked(
                clock.instant(),
                Person.SYSTEM,
                why,
                Sight.of(seen.state()),
                asked,
                seen.type(),
                seen.identity(),
                seen.validUntil().map(Instant::toString).orElse(""),
                "",
                List.of(),
                List.of(),
                last,
                seen.note(),
                KeptAnswer.of(seen.answer()));
    }

    private Looked nothing(Purpose why, Sight sight, Instant asked, boolean last, ProviderException failure) {
        return new Looked(
                clock.instant(),
                Person.SYSTEM,
                why,
                sight,
                asked,
                "",
                "",
                "",
                "",
                List.of(),
                List.of(),
                last,
                failure.getMessage(),
                KeptAnswer.of(failure.answer()));
    }

    /** Looks at what became of our calls, and writes it down at once. */
    public RequestCase lookAfter(String requestId, AccountRef account) {
        return ledger.commit(requestId, look(account, Purpose.AFTER, false));
    }

    /**
     * Brings the account to the call's target by at most one request.
     *
     * @param members who of the approvers is a member of the asked group now
     * @param within how long from now on the request may still be sent
     * @return accepted without a request if an earlier attempt was answered already
     * @throws MayNotFollow if the ledger does not cover the call
     * @throws ProviderException.Unavailable if the same step should be run again later
     * @throws ProviderException.AnswerLost if the same step should be run again later; it reads first
     * @throws ProviderException.Refused if our key, permission or configuration is wrong; the account is not to blame
     */
    public LockOutcome change(String requestId, Call call, List<String> members, Duration within) {
        RequestCase now = ledger.of(requestId);
        AccountRef account = now.request().account();
        Calls calls = now.of(call);
        if (calls.accepted().isPresent()) {
            return new LockOutcome.Accepted(new LockReceipt(calls.accepted().get()));
        }
        if (calls.open() > 0) {
            Sight sight =
                    lookAfter(requestId, account).latestLook().orElseThrow().saw();
            boolean late = call == Call.LOCK && now.timeIsOver(clock.instant());
            boolean settles = call == Call.UNLOCK || sight.is(call.target()) || sight == Sight.NOT_FOUND;
            if (settles || calls.open() > 1 || late || isAnother(requestId)) {
                return new LockOutcome.AnswerLost("a call had no answer; the account is now " + sight);
            }
            Instant at = clock.instant();
            if (now.onItsWayUntil().filter(at::isBefore).isPresent()) {
                throw Unavailable.throttled(
                        account,
                        "a call of another node may still be on its way; the account is read again when it cannot be",
                        null,
                        null,
                        Duration.between(at, now.onItsWayUntil().get()));
            }
            if (!sight.isClear()) {
                throw Unavailable.busy(account, "a call had no answer and the state cannot be read yet", null, null);
            }
        } else if (calls.intended() > 0 && !wasJustSeen(now, call)) {
            Sight sight =
                    lookAfter(requestId, account).latestLook().orElseThrow().saw();
            if (!sight.isClear()) {
                throw Unavailable.busy(account, "a call was refused and the state cannot be read yet", null, null);
            }
            if (!ledger.of(requestId).isToBeChanged(call) || isAnother(requestId)) {
                return new LockOutcome.AnswerLost("a call was refused; the account is now " + sight);
            }
        }
        return send(requestId, now, call, members, within);
    }

    /** What a call that is repeated rests on: between two tries the account may have become another one. */
    private boolean wasJustSeen(RequestCase now, Call call) {
        return now.isToBeChanged(call)
                && !now.latestLook()
                        .orElseThrow()
                        .asked()
                        .isBefore(clock.instant().minus(JUST));
    }

    private boolean isAnother(String requestId) {
        RequestCase now = ledger.of(requestId);
        return now.latestLook().filter(now::isAnother).isPresent();
    }

    private LockOutcome send(String requestId, RequestCase now, Call call, List<String> members, Duration within) {
        AccountRef account = now.request().account();
        Instant at = clock.instant();
        if (within.isNegative() || within.isZero()) {
            throw Unavailable.notReached(account, call + " was not sent: too little time is left in this job", null);
        }
        AccountLockProvider provider = providers.apply(account);
        SendBy by = SendBy.in(within);
        ledger.commit(requestId, new CallIntended(at, call, at.plus(within).plus(answer), members));
        Optional<Instant> validUntil = call == Call.LOCK ? now.request().passwordValidUntil() : Optional.empty();
        try {
            LockReceipt receipt = provider.change(account, call.target(), validUntil, by);
            answered(requestId, call, Answer.ACCEPTED, receipt.requestId(), "", receipt.answer());
            return new LockOutcome.Accepted(receipt);
        } catch (AnswerLost lost) {
            answered(requestId, call, Answer.LOST, lost);
            if (call == Call.LOCK && now.of(call).open() > 0) {
                return new LockOutcome.AnswerLost(lost.getMessage());
            }
            throw lost;
        } catch (Unavailable unavailable) {
            answered(requestId, call, Answer.UNAVAILABLE, unavailable);
            throw unavailable;
        } catch (Refused refused) {
            answered(requestId, call, answer(refused.reason()), refused);
            return afterRefusal(requestId, account, call, refused);
        }
    }

    private LockOutcome afterRefusal(String requestId, AccountRef account, Call call, Refused refused) {
        if (refused.reason() != Reason.CONFLICT && refused.reason() != Reason.NOT_FOUND) {
            throw refused;
        }
        RequestCase now = lookAfter(requestId, account);
        int conflicts = now.of(call).conflicts();
        boolean reached = now.latestLook().orElseThrow().saw().is(call.target());
        if (refused.reason() == Reason.CONFLICT && !reached && conflicts <= conflictWaits.size()) {
            throw Unavailable.throttled(
                    account,
                    "account or instance is busy: " + refused.getMessage(),
                    refused.code().orElse(null),
                    refused.requestId().orElse(null),
                    conflictWaits.get(conflicts - 1));
        }
        return now.outcome(clock.instant())
                        .filter(outcome -> outcome == Outcome.FAILED_UNCHANGED)
                        .isPresent()
                ? new LockOutcome.Refused(refused.getMessage())
                : new LockOutcome.AnswerLost(refused.getMessage());
    }

    private static Answer answer(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> Answer.NOT_FOUND;
            case CONFLICT -> Answer.CONFLICT;
            case AUTH, STALE_CREDENTIALS -> Answer.AUTH;
            case CALLER -> Answer.CALLER;
        };
    }

    private void answered(String requestId, Call call, Answer answer, ProviderException detail) {
        answered(requestId, call, answer, detail.requestId().orElse(""), detail.getMessage(), detail.answer());
    }

    /** A node that slept while another took over may come back to a request that has gone on, or ended. */
    private void answered(
            String requestId, Call call, Answer answer, String receipt, String detail, Optional<CloudAnswer> told) {
        Instant at = clock.instant();
        try {
            ledger.commit(requestId, new CallAnswered(at, call, answer, receipt, detail, KeptAnswer.of(told)));
        } catch (MayNotFollow gone) {
            String what = "answer " + answer + " of a call to " + call + " came late: " + gone.getMessage()
                    + (detail.isEmpty() ? "" : "; " + detail);
            ledger.refused(requestId, new RefusedAttempt(at, Person.SYSTEM, call.name(), what, false));
            LOG.error("LOCK-034 request {}: {}", requestId, what);
        }
    }
}
