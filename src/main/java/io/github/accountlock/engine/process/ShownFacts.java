package io.github.accountlock.engine.process;

import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Text;
import io.github.accountlock.domain.TicketUrl;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.LedgerBroken;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.Providers;
import io.github.accountlock.request.Answer;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Calls;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.Cause;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.RequestCase;
import io.github.accountlock.request.Sight;
import io.github.accountlock.request.Substitutions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the forms of our tasks show, by the names of their fields: out of the facts, never out of variables. */
public final class ShownFacts implements Shown {

    private static final int MOST_SHOWN = 100;
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** What the models route on, for people. */
    private static final Map<String, String> WORDS = Map.of(
            "accepted", "Yes: the cloud accepted it",
            "answer-lost", "None came: it may have worked or not",
            "refused", "No: it was not done",
            "confirmed", "The cloud showed it locked",
            "contradicted", "The cloud shows no lock",
            "cannot-tell", "The cloud does not say");

    private static final String NOT_SURELY_OURS = "The cloud shows a lock that is not surely ours";

    private final Ledger ledger;
    private final AccountLists lists;
    private final People people;
    private final StandIns standIns;
    private final Providers providers;
    private final TicketUrl tickets;
    private final Clock clock;
    private final String operators;

    public ShownFacts(
            Ledger ledger,
            AccountLists lists,
            People people,
            Providers providers,
            TicketUrl tickets,
            Clock clock,
            String operators) {
        this.ledger = ledger;
        this.lists = lists;
        this.people = people;
        this.standIns = new StandIns(ledger, people);
        this.providers = providers;
        this.tickets = tickets;
        this.clock = clock;
        this.operators = operators;
    }

    @Override
    public Map<String, String> of(String requestId) {
        return read(requestId, this::of);
    }

    @Override
    public Map<String, String> toReader(String requestId) {
        return read(requestId, now -> {
            Map<String, String> shown = of(now);
            insteadOf(now).ifPresent(absent -> shown.put("insteadOf", absent));
            ownApproval(now).ifPresent(sentence -> shown.put("ownApproval", sentence));
            return shown;
        });
    }

    private Map<String, String> read(String requestId, Function<RequestCase, Map<String, String>> words) {
        try {
            RequestCase now = ledger.of(requestId);
            return now.exists() ? words.apply(now) : Map.of();
        } catch (LedgerBroken broken) {
            throw new Refusal(Refusal.Kind.CONFLICT, broken.getMessage());
        }
    }

    @Override
    public Optional<String> closed(String requestId, String taskId) {
        RequestCase now = ledger.trail(requestId).requestCase();
        Person asks = people.actor();
        boolean approver = now.policy()
                .filter(policy ->
                        policy.groups(clock.instant()).stream().anyMatch(group -> people.isMember(asks, group))
                                || !standIns.of(asks, policy, clock.instant()).isEmpty())
                .isPresent();
        return approver || people.isMember(asks, operators)
                ? Optional.of(Handled.sentence(now, taskId))
                : Optional.empty();
    }

    private Map<String, String> of(RequestCase now) {
        LockRequest request = now.request();
        Map<String, String> shown = new TreeMap<>(request.values());
        shown.put("requester", request.requester());
        shown.put("action", request.target() == LockState.LOCKED ? "lock" : "unlock");
        shown.put("frozenDigest", now.decisionDigest());
        shown.put("sessionsNotice", sessionsNotice(request.account()));
        shown.put("failureNotice", failureNotice(request));
        shown.put("ticketUrl", tickets.of(request.ticket()));
        shown.put("progress", now.progress(clock.instant()));
        shown.put("review", review(now));
        shown.put("start", start(now));
        request.lockFor().ifPresent(span -> shown.put("lockForWords", Text.words(span)));
        if (now.isList()) {
            list(now, lists.of(now.frozen().requestId()), shown);
        }
        now.shown().ifPresent(look -> {
            shown.put("stateSeen", state(look));
            shown.put("accountType", look.type());
            shown.put("seenAt", look.asked().truncatedTo(ChronoUnit.SECONDS).toString());
            shown.put("holdsSeen", look.holds());
            shown.put("lockIsForeign", look.foreign() ? "yes" : "no");
        });
        now.before().ifPresent(look -> shown.put("stateBefore", look.saw().name()));
        called(now, shown);
        now.question().ifPresent(why -> shown.put("problem", why));
        now.endOfHold().ifPresent(how -> shown.put("lockGone", how));
        validUntilChange(now).ifPresent(change -> shown.put("validUntilChange", change));
        return shown;
    }

    /** In whose place somebody who reads an approval now would decide it; empty if in his own. */
    private Optional<String> insteadOf(RequestCase now) {
        if (ledger.substitutions().equals(Substitutions.NONE)) {
            return Optional.empty(); // nobody has named anybody, and nobody need be looked up for it
        }
        Person reader = people.actor();
        Instant at = clock.instant();
        return now.policy()
                .flatMap(policy -> standIns.inPlaceOfSomebody(approval(now, reader, at), now, policy)
                        .filter(decided ->
                                policy.groups(at).stream().noneMatch(group -> people.isMember(reader, group))))
                .map(decided -> decided.standsInFor().id());
    }

    private static Decided approval(RequestCase now, Person by, Instant at) {
        Instant expires = ApprovalGuard.begins(now, at).plus(AN_HOUR);
        return new Decided(at, by, true, "", now.decisionDigest(), expires, "", "");
    }

    /** That whoever reads has approved already, and others are still asked; empty if neither. */
    private Optional<String> ownApproval(RequestCase now) {
        if (now.grants().isEmpty() || now.approved()) {
            return Optional.empty();
        }
        Person reader = people.actor();
        int missing = now.policy().orElseThrow().approvals() - now.grants().size();
        return now.grants().stream()
                .filter(grant -> grant.people().stream().anyMatch(reader::samePerson))
                .findFirst()
                .map(grant -> (reader.samePerson(grant.by())
                                ? "You have approved this already"
                                : grant.by().id() + " has approved this already in your place")
                        + (missing == 1 ? "; one more approval is" : "; " + missing + " more approvals are")
                        + " needed, from somebody else.");
    }

    /** What fits into a form; the whole list is a file. */
    private void list(RequestCase now, List<ListedAccount> all, Map<String, String> shown) {
        boolean undone = now.undo().isPresent();
        boolean undecided = now.undoCause(clock.instant()).isPresent();
        List<ListedAccount> rest = undone
                ? LockedByFacts.held(ledger, now.frozen().requestId(), all)
                : all.stream().filter(one -> !one.locked()).toList();
        String some =
                rest.size() + " of " + all.size() + " " + now.unit() + (rest.size() == 1 ? " is not " : " are not ");
        List<ListedAccount> accounts = all.subList(0, all.size() / now.request().times());
        shown.put(
                "listRestWords",
                undone
                        ? some + "surely unlocked again."
                        : now.request().times() == 1
                                ? some + (undecided ? "surely locked." : "locked.")
                                : rest.size() + " of " + all.size() + " locks, each at its time, "
                                        + (rest.size() == 1 ? "was" : "were") + " not made.");
        shown.put("listAllOrNone", undone ? "yes" : undecided ? "undecided" : "no");
        shown.put("listSize", Integer.toString(accounts.size()));
        shown.put("lockTimesSeen", times(now.request()));
        shown.put("listSeen", lines(accounts, one -> one.account().path()));
        shown.put("listRest", Integer.toString(rest.size()));
        shown.put(
                "listRestSeen",
                lines(
                        rest,
                        one -> one.account().path()
                                + now.request()
                                        .time(one.row())
                                        .map(time -> " from " + time.from())
                                        .orElse("") + ": " + one.words()));
    }

    private static String times(LockRequest request) {
        return request.lockTimes().stream()
                .map(time -> time.from() + " until " + time.until())
                .collect(Collectors.joining("\n"));
    }

    private static String lines(List<ListedAccount> all, Function<ListedAccount, String> words) {
        String more = all.size() > MOST_SHOWN ? "\n… and " + (all.size() - MOST_SHOWN) + " more" : "";
        return all.stream().limit(MOST_SHOWN).map(words).collect(Collectors.joining("\n")) + more;
    }

    /** Of a lock that is in place: which review is wanted, or that it is gone already and a decision only ends the request. */
    private static String review(RequestCase now) {
        if (now.isReviewed() && now.released() && !now.over()) {
            return "gone";
        }
        if (!now.underReview()) {
            return "no";
        }
        return now.reviewAskedAt().isPresent() ? "end" : "yes";
    }

    /** When an approval takes effect: at once, at a later time, at once although its time has passed, or never any more. */
    private String start(RequestCase now) {
        Instant at = clock.instant();
        if (now.request().lockFrom().isEmpty()) {
            return "now";
        }
        if (now.isTooEarly(at)) {
            return "later";
        }
        return now.timeIsOver(at) ? "over" : "passed";
    }

    private String sessionsNotice(AccountRef account) {
        return providers
                .find(account.provider())
                .map(AccountLockProvider::sessionsNotice)
                .orElse("The cloud " + account.provider() + " is not configured here, so nothing can be called.");
    }

    /** With the cloud's own name of a state that is neither locked nor unlocked. */
    static String state(Looked look) {
        return look.saw() == Sight.UNKNOWN && !look.detail().isEmpty()
                ? look.saw() + ": " + look.detail()
                : look.saw().name();
    }

    private static String failureNotice(LockRequest request) {
        return switch (request.onFailure()) {
            case UNDO ->
                "If the cloud contradicts the lock, it is undone at once where it is surely ours;"
                        + " otherwise an operator decides.";
            case HOLD -> "If the lock cannot be proven, nothing is undone by itself; an operator decides.";
            case UNDO_ALL ->
                "All or none: as soon as one of the accounts is surely not locked, no further one is requested, and what"
                        + " this list has locked is unlocked again, with this approval.";
        };
    }

    private static void called(RequestCase now, Map<String, String> shown) {
        outcome(now.of(Call.LOCK)).ifPresent(answer -> {
            shown.put("lockOutcome", answer);
            shown.put("lockOutcomeWords", WORDS.get(answer));
        });
        if (now.undo().isPresent() || now.of(Call.UNLOCK).intended() > 0) {
            shown.put("unlockOutcome", outcome(now.of(Call.UNLOCK)).orElse("refused"));
        }
        now.lastAnswer()
                .map(CallAnswered::receipt)
                .filter(receipt -> !receipt.isEmpty())
                .ifPresent(receipt -> shown.put("providerRequestId", receipt));
        if (now.called()) {
            shown.put("verification", verification(now));
            shown.put("verificationWords", verificationWords(now));
        }
    }

    private static Optional<String> outcome(Calls calls) {
        if (calls.intended() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                switch (calls.last().orElse(Answer.LOST)) {
                    case ACCEPTED -> "accepted";
                    case LOST -> "answer-lost";
                    default -> "refused";
                });
    }

    /** Of the lock, also where its removal is wanted by now; of the unlock where that was asked for. */
    private static String verification(RequestCase now) {
        if (now.everLocked() || now.proven()) {
            return "confirmed";
        }
        boolean contradicted = !showsTarget(now)
                && (now.undo().filter(Cause.FAILURE::equals).isPresent()
                        || now.latestLook()
                                .filter(look -> look.saw().isClear() && look.last())
                                .isPresent());
        return contradicted ? "contradicted" : "cannot-tell";
    }

    /** Whether the last look shows what was asked for, which is no proof yet that we have done it. */
    private static boolean showsTarget(RequestCase now) {
        return now.latestLook()
                .filter(look -> look.saw().is(now.request().target()))
                .isPresent();
    }

    private static String verificationWords(RequestCase now) {
        boolean lock = now.request().target() == LockState.LOCKED;
        String label = verification(now);
        return lock && label.equals("cannot-tell") && showsTarget(now) ? NOT_SURELY_OURS : WORDS.get(label);
    }

    /** The cloud may change how long the password is valid when it locks; whatever changed unasked is shown. */
    static Optional<String> validUntilChange(RequestCase now) {
        Optional<Looked> after = now.latestLook()
                .filter(look -> look.why() == Purpose.AFTER)
                .filter(look -> look.saw().isClear() && !look.type().isEmpty());
        if (after.isEmpty() || now.before().isEmpty() || now.request().target() != LockState.LOCKED) {
            return Optional.empty();
        }
        String before = now.before().get().validUntil();
        String wanted =
                now.request().passwordValidUntil().map(Instant::toString).orElse(before);
        String seen = after.get().validUntil();
        return seen.equals(wanted)
                ? Optional.empty()
                : Optional.of("password valid until: before \"" + before + "\", now \"" + seen + "\"");
    }
}
