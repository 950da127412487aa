package io.github.accountlock.notify;

import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AtEnd;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Text;
import io.github.accountlock.domain.Urgency;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Ended;
import io.github.accountlock.request.RequestCase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What templates can say about a request, out of its facts: by name, and as the rows of a table. */
final class Letter {

    /** The detail of a notice about a rejection; about an approval it is its number. */
    static final String REJECTION = "rejection";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm z", Locale.ENGLISH);

    private final RequestCase now;
    private final ZoneId zone;
    private final Instant at;

    private Letter(RequestCase now, ZoneId zone, Instant at) {
        this.now = now;
        this.zone = zone;
        this.at = at;
    }

    /**
     * @param link where the receiver sees the request or its task
     * @return every name that a template may ask for; none is missing
     */
    static Map<String, Object> of(Notice notice, RequestCase now, ZoneId zone, Instant at, String link) {
        return new Letter(now, zone, at).values(notice, link);
    }

    private Map<String, Object> values(Notice notice, String link) {
        LockRequest request = now.request();
        Map<String, Object> values = new TreeMap<>();
        values.put("action", request.target() == LockState.LOCKED ? "lock" : "unlock");
        values.put("Action", request.target() == LockState.LOCKED ? "Lock" : "Unlock");
        values.put(
                "account",
                now.isList()
                        ? AccountList.counted(AccountList.size(request.account()))
                        : request.account().accountName());
        values.put("instance", now.isList() ? "one list" : request.account().instanceId());
        values.put("region", request.account().region());
        values.put("provider", request.account().provider().value());
        values.put("requester", request.requester());
        values.put("review", now.underReview());
        values.put("reviewed", request.atEnd() == AtEnd.REVIEW);
        values.put("timeIsOver", now.reviewAskedAt().isPresent());
        values.put("emergency", request.urgency() == Urgency.EMERGENCY);
        values.put("reason", request.reason());
        values.put("due", now.dueAt().map(this::time).orElse(""));
        values.put("from", request.lockFrom().map(this::time).orElse(""));
        values.put("until", now.end().map(this::time).orElse(""));
        values.put("progress", now.progress(at));
        Optional<Decided> decided = decision(notice);
        values.put("decidedBy", decided.map(decision -> decision.by().id()).orElse(""));
        values.put("standsIn", decided.filter(Decided::standsIn).isPresent());
        values.put(
                "insteadOf",
                decided.filter(Decided::standsIn)
                        .map(decision -> decision.standsInFor().id())
                        .orElse(""));
        values.put("decision", decided.map(Letter::decision).orElse(""));
        values.put(
                "decisionReason",
                decided.map(Decided::reason).map(Letter::indented).orElse(""));
        values.put("outcome", now.ended().map(Ended::outcome).map(Letter::words).orElse("deleted by an operator"));
        values.put("outcomeCode", now.ended().map(end -> end.outcome().name()).orElse("DELETED"));
        values.put("problem", problem(notice));
        Optional<Missed> missed = Missed.in(notice);
        values.put("missed", missed.map(Missed::count).map(String::valueOf).orElse(""));
        values.put("missedAt", missed.map(one -> time(one.from())).orElse(""));
        values.put("difference", now.differs().map(told -> told.found().words()).orElse("as we hold it"));
        values.put("broken", now.isBroken());
        values.put("requestId", notice.requestId());
        values.put("link", link);
        values.put("facts", facts(values, request));
        return values;
    }

    /** So that nobody can write lines that look like ours. */
    private static String indented(String text) {
        return text.replaceAll("\\R", "\n    ");
    }

    private List<Map<String, String>> facts(Map<String, Object> values, LockRequest request) {
        Map<String, String> rows = new LinkedHashMap<>();
        if (now.isList()) {
            rows.put("Accounts", Integer.toString(AccountList.size(request.account())));
        } else {
            rows.put("Account", values.get("account") + " on " + values.get("instance"));
            rows.put("Cloud", values.get("provider") + ", " + values.get("region"));
        }
        rows.put("Asked by", request.requester());
        rows.put("Reason", request.reason());
        rows.put("Ticket", request.values().getOrDefault("ticket", ""));
        if (request.times() == 1) {
            rows.put("Locked from", (String) values.get("from"));
            rows.put("Locked until", (String) values.get("until"));
        } else {
            rows.put(
                    "Locked each time",
                    request.lockTimes().stream()
                            .map(one -> time(one.from()) + " until " + time(one.until()))
                            .collect(Collectors.joining("\n")));
        }
        rows.put(
                "Locked for",
                request.lockFor()
                        .map(span -> Text.words(span) + " from the lock on")
                        .orElse(""));
        rows.put("To be decided before", now.over() ? "" : (String) values.get("due"));
        rows.put("Approvals", (String) values.get("progress"));
        List<Map<String, String>> facts = new ArrayList<>();
        rows.forEach((label, value) -> {
            if (!value.isEmpty()) {
                facts.add(Map.of("label", label, "value", indented(value)));
            }
        });
        return facts;
    }

    /** The approval that the notice is about; later ones may have followed. */
    private Optional<Decided> decision(Notice notice) {
        if (notice.occasion() != Occasion.DECIDED) {
            return Optional.empty();
        }
        if (notice.detail().equals(REJECTION)) {
            return now.rejection();
        }
        int number = Integer.parseInt(notice.detail());
        return number <= now.grants().size() ? Optional.of(now.grants().get(number - 1)) : Optional.empty();
    }

    private static String decision(Decided decided) {
        return decided.approved() ? "approved" : "rejected";
    }

    private String problem(Notice notice) {
        return notice.detail().isEmpty() || notice.occasion() == Occasion.DECIDED
                ? now.question().orElse("")
                : notice.detail();
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case LOCKED -> "locked, and that was proven";
            case ALREADY_LOCKED -> "it was locked already; nothing was called";
            case UNLOCKED -> "unlocked, and that was proven";
            case ALREADY_UNLOCKED -> "it was unlocked already; nothing was called";
            case REJECTED -> "rejected";
            case EXPIRED -> "nobody decided in time; nothing was called";
            case WITHDRAWN -> "taken back by its requester";
            case DENIED -> "the approval policy does not allow it";
            case ACCOUNT_NOT_FOUND -> "the cloud knows no such account; nothing was called";
            case TARGET_CHANGED -> "the account was no longer the one that was approved; nothing was called";
            case RELEASED -> "this hold has ended; the account is as others of us keep it";
            case UNDONE -> "our lock was removed again, and that was proven";
            case FAILED_UNCHANGED -> "the cloud refused; nothing has changed";
            case CARRIED_OUT -> "carried out";
            case CLOSED_BY_OPERATOR -> "closed by an operator, without proof";
        };
    }
}
