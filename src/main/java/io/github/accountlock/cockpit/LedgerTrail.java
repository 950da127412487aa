package io.github.accountlock.cockpit;

import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import io.github.accountlock.ledger.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger's entries as lines of the timeline; an entry that cannot be trusted says so. */
final class LedgerTrail {

    private LedgerTrail() {}

    static List<TimelineRow> rows(Trail trail) {
        List<TimelineRow> rows = new ArrayList<>();
        LedgerEvent intended = null;
        int firstBad = trail.broken().map(Trail.Broken::entry).orElse(Integer.MAX_VALUE);
        for (Trail.Entry entry : trail.entries()) {
            LedgerEvent event = entry.event();
            TimelineRow row = row(entry, entry.number() >= firstBad);
            if (event.kind() == Kind.CALL_ANSWERED && intended != null) {
                row = row.lasting(event.at().toEpochMilli() - intended.at().toEpochMilli());
            }
            intended = event.kind() == Kind.CALL_INTENDED ? event : intended;
            rows.add(row);
        }
        return rows;
    }

    private static TimelineRow row(Trail.Entry entry, boolean bad) {
        LedgerEvent event = entry.event();
        Map<String, String> facts = new TreeMap<>(event.facts());
        facts.put("ledger entry", Integer.toString(entry.number()));
        facts.put("seal", entry.mac());
        String detail =
                detail(event) + (bad ? " (This entry cannot be trusted: the ledger is broken from here on.)" : "");
        boolean stands = bad
                || event.kind() == Kind.ATTEMPT_REFUSED
                || event.kind() == Kind.UNDO_REFUSED
                || event.kind() == Kind.DELETED;
        String who = event.actor().equals(LedgerEvent.SYSTEM) ? "" : event.actor();
        return TimelineRow.ledger(event.at(), kind(event.kind()), title(event), who, detail.strip(), stands, facts);
    }

    private static String kind(Kind kind) {
        return switch (kind) {
            case REQUESTED -> "request";
            case ACCOUNT_SEEN, STATE_RECORDED, LOOKED_AT -> "state";
            case POLICY_DECIDED -> "decision";
            case APPROVED, REJECTED, WITHDRAWN, SETTLED -> "approval";
            case ATTEMPT_REFUSED, UNDO_REFUSED -> "refused";
            case CALL_INTENDED, CALL_ANSWERED -> "call";
            case VERIFIED -> "verification";
            case ENDED, DELETED -> "end";
        };
    }

    private static String title(LedgerEvent event) {
        return switch (event.kind()) {
            case REQUESTED -> event.fact("action").equals("lock") ? "Lock requested" : "Unlock requested";
            case ACCOUNT_SEEN -> "Account shown to the approvers: " + event.fact("state");
            case STATE_RECORDED -> "State before the call recorded: " + event.fact("state");
            case LOOKED_AT ->
                "Live state asked for: " + (event.fact("state").isEmpty() ? "no answer" : event.fact("state"));
            case POLICY_DECIDED ->
                "Policy decided: approvals needed " + event.fact("approvals") + ", by " + event.fact("group");
            case APPROVED -> "Approved";
            case REJECTED -> "Rejected";
            case WITHDRAWN -> "Withdrawn";
            case SETTLED -> "Settled: " + event.fact("settlement");
            case ATTEMPT_REFUSED -> event.fact("self").equals("yes") ? "Refused: self-approval" : "Refused attempt";
            case UNDO_REFUSED -> "Undo refused by the guard";
            case CALL_INTENDED -> "Call of the cloud: set " + event.fact("target");
            case CALL_ANSWERED -> "The cloud answered: " + event.fact("answer");
            case VERIFIED -> "Account read: " + event.fact("observed") + " (" + event.fact("verification") + ")";
            case ENDED -> "Ended: " + event.fact("outcome");
            case DELETED -> "Deleted by hand";
        };
    }

    private static String detail(LedgerEvent event) {
        return switch (event.kind()) {
            case REQUESTED, APPROVED, REJECTED, SETTLED, ENDED, DELETED, WITHDRAWN -> event.fact("reason");
            case ATTEMPT_REFUSED, UNDO_REFUSED -> event.fact("why");
            case CALL_ANSWERED ->
                event.fact("detail").isEmpty()
                        ? "provider request id " + event.fact("providerRequestId")
                        : event.fact("detail");
            case LOOKED_AT -> event.fact("problem");
            case POLICY_DECIDED ->
                event.fact("rule").isEmpty()
                        ? ""
                        : "rule " + event.fact("rule") + " of policy version " + event.fact("policyVersion");
            case ACCOUNT_SEEN, STATE_RECORDED, CALL_INTENDED, VERIFIED -> "";
        };
    }
}
