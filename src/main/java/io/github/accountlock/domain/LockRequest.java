package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

import io.github.accountlock.domain.MaintenanceWindow.Occurrence;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a person asked for: that an account be locked, or that a lock be removed. Frozen at the start of the process;
 * everything later works on these values.
 *
 * @param target LOCKED or UNLOCKED
 * @param lockFrom when the account is to be locked, in whole seconds, begun ones counted; empty as soon as it is approved
 * @param lockUntil when the lock is to be removed again; empty for a lasting lock and where {@code lockFor} says it
 * @param lockTimes when each account of a list is to be locked, one time after the other, from the first of which on until the last
 *     of which the other two speak; empty where that is once
 * @param lockFor how long after its lock was proven it is to be removed again; empty for a lasting lock and where
 *     {@code lockUntil} says it
 * @param removeForeignLock whether a request to unlock may remove a lock that is not ours
 * @param hold of a request to unlock, the id of the one request whose hold is released; empty to remove the lock for all
 *     who hold it
 * @param atEnd what happens then; {@link AtEnd#UNLOCK} for a lasting lock and for a request to unlock
 * @param passwordValidUntil sent with the lock where the provider takes it; empty to leave the account's own value alone
 */
public record LockRequest(
        LockState target,
        AccountRef account,
        String requester,
        String reason,
        String ticket,
        Optional<Instant> lockFrom,
        Optional<Instant> lockUntil,
        List<Occurrence> lockTimes,
        Optional<Duration> lockFor,
        AtEnd atEnd,
        Optional<Instant> passwordValidUntil,
        OnFailure onFailure,
        Urgency urgency,
        boolean removeForeignLock,
        String hold) {

    /**
     * What the form asks before {@code lockUntil}: {@code lasting}, {@code temporary}, {@code from-lock}, or how long from now or until
     * when, in ISO 8601. Not part of the request, but it must agree with it: an end that got lost on its way is not taken for a
     * lasting lock.
     */
    public static final String DURATION = "lockDuration";

    /**
     * What the form asks before {@code lockFrom}: {@code approved}, {@code later}, or {@code window:} and the name of a maintenance
     * window. Not part of the request, but it must agree with it.
     */
    public static final String START = "lockStart";

    /** How often a list asks for a maintenance window. Not part of the request: its times are, as {@value #TIMES}. */
    public static final String REPEATED = "windowTimes";

    public static final String TIMES = "lockTimes";

    /** As many as a window that comes every day begins within a month. */
    public static final int MOST_TIMES = 31;

    private static final List<String> UNLOCK_NAMES = List.of(
            "provider",
            "region",
            "instanceId",
            "accountName",
            "reason",
            "ticket",
            "urgency",
            "removeForeignLock",
            "hold");

    private static final List<String> LOCK_NAMES = List.of(
            "provider",
            "region",
            "instanceId",
            "accountName",
            "reason",
            "ticket",
            "lockFrom",
            "lockUntil",
            "lockFor",
            "atEnd",
            "passwordValidUntil",
            "onFailure",
            "urgency");

    /** How long the names of an account and of where it is may be, the provider's id included. */
    public static final int LONGEST_NAME = 64;

    private static final int LONGEST_TICKET = 100;
    private static final int LONGEST_REASON = 1000;

    public LockRequest {
        requireNonNull(target, "target");
        requireNonNull(account, "account");
        requester = Text.require(requester, "requester");
        reason = Text.require(reason, "reason");
        requireNonNull(ticket, "ticket");
        requireNonNull(lockFrom, "lockFrom");
        requireNonNull(lockUntil, "lockUntil");
        lockTimes = List.copyOf(lockTimes);
        requireNonNull(lockFor, "lockFor");
        requireNonNull(atEnd, "atEnd");
        requireNonNull(passwordValidUntil, "passwordValidUntil");
        requireNonNull(onFailure, "onFailure");
        requireNonNull(urgency, "urgency");
        requireNonNull(hold, "hold");
    }

    /**
     * Reads a request from its text values. {@code onFailure} is by default {@code undo} for a normal request and
     * {@code hold} for an emergency.
     *
     * @throws IllegalArgumentException naming every value that is wrong and what is allowed
     */
    public static LockRequest from(LockState target, Map<String, String> values, String requester) {
        Reader read = new Reader(values);
        String provider = read.text("provider", LONGEST_NAME);
        String region = read.text("region", LONGEST_NAME);
        String instanceId = read.text("instanceId", LONGEST_NAME);
        String accountName = read.text("accountName", LONGEST_NAME);
        String reason = read.text("reason", LONGEST_REASON);
        String ticket = read.optional("ticket", LONGEST_TICKET);
        Optional<Instant> lockFrom = read.instant("lockFrom").map(LockRequest::wholeSeconds);
        Optional<Instant> lockUntil = read.instant("lockUntil");
        List<Occurrence> lockTimes = read.times();
        Optional<Duration> lockFor = read.duration("lockFor");
        read.refuseOtherStart();
        read.refuseOtherDuration();
        AtEnd atEnd = read.choice("atEnd", AtEnd.class, AtEnd.UNLOCK);
        read.refuseReviewOfALastingLock(atEnd);
        Optional<Instant> passwordValidUntil = read.instant("passwordValidUntil");
        Urgency urgency = read.choice("urgency", Urgency.class, Urgency.NORMAL);
        OnFailure byUrgency = urgency == Urgency.EMERGENCY ? OnFailure.HOLD : OnFailure.UNDO;
        OnFailure onFailure = read.choice("onFailure", OnFailure.class, byUrgency);
        boolean removeForeignLock = read.yes("removeForeignLock");
        String hold = read.optional("hold", LONGEST_NAME);
        read.refuseIfWrong();
        AccountRef account = new AccountRef(new ProviderId(provider), region, instanceId, accountName);
        return new LockRequest(
                target,
                account,
                requester,
                reason,
                ticket,
                lockFrom,
                lockUntil,
                lockTimes,
                lockFor,
                atEnd,
                passwordValidUntil,
                onFailure,
                urgency,
                removeForeignLock,
                hold);
    }

    /** The same values as text, in the form in which they are frozen: times in ISO 8601 UTC, absent values left out. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        values.put("provider", account.provider().value());
        values.put("region", account.region());
        values.put("instanceId", account.instanceId());
        values.put("accountName", account.accountName());
        values.put("reason", reason);
        if (!ticket.isEmpty()) {
            values.put("ticket", ticket);
        }
        lockFrom.ifPresent(from -> values.put("lockFrom", from.toString()));
        lockUntil.ifPresent(until -> values.put("lockUntil", until.toString()));
        if (!lockTimes.isEmpty()) {
            values.put(TIMES, lockTimes.stream().map(Occurrence::toString).collect(Collectors.joining(" ")));
        }
        lockFor.ifPresent(span -> values.put("lockFor", span.toString()));
        if (atEnd != AtEnd.UNLOCK) {
            values.put("atEnd", label(atEnd));
        }
        passwordValidUntil.ifPresent(until -> values.put("passwordValidUntil", until.toString()));
        values.put("urgency", label(urgency));
        if (target == LockState.LOCKED) {
            values.put("onFailure", label(onFailure));
        } else {
            values.put("removeForeignLock", Boolean.toString(removeForeignLock));
            if (!hold.isEmpty()) {
                values.put("hold", hold);
            }
        }
        return values;
    }

    /** The same asked for one of the accounts of a list, or for the list by its reference. */
    public LockRequest forAccount(AccountRef one) {
        return about(one, Optional.empty());
    }

    /** How long each account is locked in all, where that is known before the lock. */
    public Optional<Duration> lasting(Instant requestedAt) {
        return lockTimes.stream()
                .map(time -> Duration.between(time.from(), time.until()))
                .reduce(Duration::plus)
                .or(() -> lockFor)
                .or(() -> lockUntil.map(end -> Duration.between(lockFrom.orElse(requestedAt), end)));
    }

    /** When the last of its times begins; {@code lockFrom} where there are no several. */
    public Optional<Instant> lastFrom() {
        return lockTimes.isEmpty()
                ? lockFrom
                : Optional.of(lockTimes.get(lockTimes.size() - 1).from());
    }

    /** How often each account is asked for. */
    public int times() {
        return Math.max(1, lockTimes.size());
    }

    /** The same asked for in one line of the list: its accounts come once for each time, one time after the other. */
    public LockRequest line(int row, AccountRef one) {
        return about(one, time(row));
    }

    /** Of which of several times a line of the list is. */
    public Optional<Occurrence> time(int row) {
        return lockTimes.isEmpty()
                ? Optional.empty()
                : Optional.of(lockTimes.get((row - 1) / AccountList.size(account)));
    }

    private LockRequest about(AccountRef one, Optional<Occurrence> time) {
        boolean single = !AccountList.isReference(one);
        return new LockRequest(
                target,
                one,
                requester,
                reason,
                ticket,
                time.map(Occurrence::from).or(() -> lockFrom),
                time.map(Occurrence::until).or(() -> lockUntil),
                single ? List.of() : lockTimes,
                lockFor,
                atEnd,
                passwordValidUntil,
                single && onFailure == OnFailure.UNDO_ALL ? OnFailure.UNDO : onFailure,
                urgency,
                removeForeignLock,
                hold);
    }

    /** The unlock that takes back, in the same name and for the same reason, what one request of this list has locked. */
    public LockRequest undoing(AccountRef one, String lockRequest) {
        return new LockRequest(
                LockState.UNLOCKED,
                one,
                requester,
                reason,
                ticket,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                AtEnd.UNLOCK,
                Optional.empty(),
                OnFailure.UNDO,
                Urgency.NORMAL,
                false,
                lockRequest);
    }

    /**
     * What no two undecided requests may share: the account. In an emergency each person has his own, so that nobody keeps an
     * emergency out by an ordinary request, or by another emergency, that nobody decides.
     */
    public String slot() {
        return urgency == Urgency.NORMAL
                ? account.path()
                : "emergency:" + Sha256.hex(account.path() + "\n" + requester);
    }

    /** The names that a request may carry; the same as the process variables. */
    public static List<String> names(LockState target) {
        return target == LockState.LOCKED ? LOCK_NAMES : UNLOCK_NAMES;
    }

    /** Never before the moment that was asked for. */
    private static Instant wholeSeconds(Instant moment) {
        Instant second = moment.truncatedTo(ChronoUnit.SECONDS);
        return second.equals(moment) ? second : second.plusSeconds(1);
    }

    private static String label(Enum<?> choice) {
        return choice.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Reads values one by one and remembers everything that is wrong, so that a person is told once. */
    private static final class Reader {

        private final Map<String, String> values;
        private final List<String> wrong = new ArrayList<>();

        Reader(Map<String, String> values) {
            this.values = values;
        }

        String text(String name, int longest) {
            String value = optional(name, longest);
            if (value.isEmpty()) {
                wrong.add(name + ": must not be empty.");
            }
            return value;
        }

        String optional(String name, int longest) {
            String given = values.get(name);
            String value = given == null ? "" : given.strip();
            if (value.length() > longest) {
                wrong.add(name + ": has " + value.length() + " characters, at most " + longest + " are allowed.");
                return value.substring(0, longest); // a sentence that quotes it stays short
            }
            return value;
        }

        Optional<Instant> instant(String name) {
            String value = optional(name, LONGEST_NAME);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            try {
                String utc = OffsetDateTime.parse(value).toInstant().toString();
                return Optional.of(OffsetDateTime.parse(utc).toInstant()); // in UTC, too, a year that can be read again
            } catch (DateTimeException notATime) {
                wrong.add(name + ": \"" + value
                        + "\" is not a time; allowed is ISO 8601 in UTC, for example 2026-12-31T18:00:00Z.");
                return Optional.empty();
            }
        }

        /** Days are of 24 hours: how long a lock lasts does not depend on a calendar. */
        Optional<Duration> duration(String name) {
            String value = optional(name, LONGEST_NAME);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Duration.parse(value));
            } catch (DateTimeException | ArithmeticException notASpan) {
                wrong.add(
                        name + ": \"" + value
                                + "\" is not a duration; allowed is ISO 8601 in days, hours and minutes, for example PT4H or P1D.");
                return Optional.empty();
            }
        }

        List<Occurrence> times() {
            String value = values.getOrDefault(TIMES, "").strip();
            try {
                return value.isEmpty()
                        ? List.of()
                        : Arrays.stream(value.split(" ")).map(Occurrence::of).toList();
            } catch (DateTimeException notTimes) {
                wrong.add(TIMES + ": are not intervals in ISO 8601, in UTC, with a space between them.");
                return List.of();
            }
        }

        private boolean isGiven(String name) {
            return !values.getOrDefault(name, "").isBlank();
        }

        void refuseOtherStart() {
            switch (optional(START, LONGEST_NAME)) {
                case "" -> {
                    // Sent by the form only.
                }
                case "later" -> {
                    if (!isGiven("lockFrom")) {
                        wrong.add("lockFrom: a lock that begins later needs its start, date and time.");
                    }
                }
                case "approved" -> {
                    if (isGiven("lockFrom")) {
                        wrong.add("lockFrom: must be empty for a lock as soon as it is approved.");
                    }
                }
                default -> wrong.add(START + ": is not allowed, choose approved, later, or window: and its name.");
            }
        }

        void refuseOtherDuration() {
            if (isGiven("lockUntil") && isGiven("lockFor")) {
                wrong.add("lockFor: must be empty where lockUntil says when the lock ends.");
            }
            switch (optional(DURATION, LONGEST_NAME)) {
                case "" -> {
                    // Sent by the form only.
                }
                case "temporary" -> {
                    if (!isGiven("lockUntil")) {
                        wrong.add("lockUntil: a temporary lock needs its end, date and time.");
                    }
                }
                case "from-lock" -> {
                    if (!isGiven("lockFor")) {
                        wrong.add("lockFor: say how long, counted from the lock.");
                    }
                }
                case "lasting" -> {
                    if (isGiven("lockUntil")) {
                        wrong.add("lockUntil: must be empty for a lasting lock.");
                    }
                    if (isGiven("lockFor")) {
                        wrong.add("lockFor: must be empty for a lasting lock.");
                    }
                }
                default ->
                    wrong.add(DURATION
                            + ": is not allowed, choose lasting, temporary, from-lock, or how long, for example PT4H.");
            }
        }

        void refuseReviewOfALastingLock(AtEnd atEnd) {
            if (atEnd == AtEnd.REVIEW && !isGiven("lockUntil") && !isGiven("lockFor")) {
                wrong.add("atEnd: only a temporary lock has an end that can be reviewed; leave it empty.");
            }
        }

        boolean yes(String name) {
            String value = optional(name, LONGEST_NAME);
            if (!List.of("", "true", "false").contains(value)) {
                wrong.add(name + ": \"" + value + "\" is not allowed, choose true or false.");
            }
            return value.equals("true");
        }

        <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
            String value = optional(name, LONGEST_NAME);
            if (value.isEmpty()) {
                return otherwise;
            }
            List<String> allowed = new ArrayList<>();
            for (E candidate : type.getEnumConstants()) {
                if (label(candidate).equals(value)) {
                    return candidate;
                }
                allowed.add(label(candidate));
            }
            wrong.add(name + ": \"" + value + "\" is not allowed, choose " + String.join(" or ", allowed) + ".");
            return otherwise;
        }

        void refuseIfWrong() {
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", wrong));
            }
        }
    }
}
