package io.github.accountlock.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.AccountList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One request as the server tells of it. */
record RequestSeen(JsonNode json) {

    /** A temporary lock is in place. */
    private static final String LOCKED = "LOCKED";

    /** An emergency lock is in place before anybody has approved it. */
    private static final String REVIEW = "REVIEW";

    private static final String ENDED = "ENDED";

    private static final Map<String, String> STAGES = Map.ofEntries(
            Map.entry("READING", "the account is being read"),
            Map.entry("CARRYING_OUT", "its accounts are being requested"),
            Map.entry("APPROVAL", "waits for approval"),
            Map.entry("WAITING", "approved, to be locked later"),
            Map.entry("CALLING", "the cloud is being called"),
            Map.entry("VERIFYING", "the call is being verified"),
            Map.entry(LOCKED, "locked for a time"),
            Map.entry(REVIEW, "locked, the approvers are asked whether it stays"),
            Map.entry("UNLOCKING", "is being unlocked"),
            Map.entry("STUCK", "needs an operator"),
            Map.entry("STOPPED", "suspended until it is activated again"));

    String id() {
        return text("requestId");
    }

    /** What whoever waits for it ends with. A stage that this release does not know is not the end. */
    Exit exit() {
        return switch (text("stage")) {
            case ENDED -> Exit.of(text("outcome"));
            case LOCKED, REVIEW -> Exit.DONE;
            case "STUCK", "STOPPED" -> Exit.NEEDS_OPERATOR;
            default -> Exit.NOT_YET;
        };
    }

    /** Where it stands, or how it ended and why. */
    String standing() {
        if (text("stage").equals(ENDED)) {
            String why = text("outcomeReason");
            return text("outcome") + (why.isEmpty() ? "" : ": " + why);
        }
        String words = STAGES.getOrDefault(text("stage"), text("stage"));
        return switch (text("stage")) {
            case "APPROVAL" -> words + ": " + text("progress");
            case "WAITING" -> "approved, will be locked at " + text("lockFrom");
            default -> words;
        };
    }

    String line() {
        return String.join(
                "  ", id(), text("action"), AccountList.words(text("account")), "by " + text("requester"), standing());
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("request " + id()
                + (text("action").isEmpty() ? "" : ": " + text("action") + " " + AccountList.words(text("account"))));
        add(lines, "asked by", text("requester") + " at " + text("requestedAt"));
        add(lines, "urgency", text("urgency").equals("emergency") ? "emergency" : "");
        add(lines, "reason", text("askedFor"));
        add(lines, "lock from", text("lockFrom"));
        add(lines, "lock until", text("lockUntil"));
        add(lines, "lock for", text("lockFor").isEmpty() ? "" : text("lockFor") + " from the lock on");
        add(lines, "began late", text("late"));
        add(lines, "digest", text("digest"));
        add(lines, text("stage").equals(ENDED) ? "ended" : "now", standing());
        return lines;
    }

    private void add(List<String> lines, String name, String value) {
        if (!value.isEmpty() && json.has("stage")) {
            lines.add(String.format("  %-11s%s", name, value));
        }
    }

    private String text(String field) {
        return json.path(field).asText();
    }
}
