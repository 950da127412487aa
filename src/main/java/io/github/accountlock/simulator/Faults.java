package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules switched on right now, oldest first; a rule that was used as often as it says is gone. Thread-safe. */
final class Faults {

    /**
     * What a read shows.
     *
     * @param fault label of the last rule that changed it, empty when none did
     */
    record Shown(List<SimulatedAccount> accounts, String fault) {}

    /** A rule in use. */
    private static final class Rule {
        private final Fault fault;
        private int passed;
        private int used;

        private Rule(Fault fault) {
            this.fault = fault;
        }

        /** Whether this call is one of the first, which the rule lets pass. */
        private boolean letsPass() {
            return passed < fault.skip() && passed++ >= 0;
        }

        private boolean usedUp() {
            return fault.times() > 0 && used >= fault.times();
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    synchronized void add(List<Fault> faults) {
        faults.forEach(fault -> rules.add(new Rule(fault)));
    }

    synchronized void clear() {
        rules.clear();
    }

    synchronized ArrayNode list() {
        ArrayNode list = Json.array();
        for (Rule rule : rules) {
            ObjectNode json = rule.fault.toJson();
            list.add(rule.fault.times() == 0 ? json : json.put("remaining", rule.fault.times() - rule.used));
        }
        return list;
    }

    /** Uses the first rule that hits the call itself. */
    synchronized Optional<Fault> take(WireCall call) {
        Optional<Rule> hit = rules.stream()
                .filter(rule -> hits(rule.fault, call) && !rule.letsPass())
                .findFirst();
        hit.ifPresent(this::use);
        return hit.map(rule -> rule.fault);
    }

    /** Uses every rule that changes what a read shows of these accounts, and shows them so. */
    synchronized Shown show(WireCall call, List<SimulatedAccount> accounts) {
        List<SimulatedAccount> shown = accounts;
        String label = "";
        for (Rule rule : List.copyOf(rules)) {
            if (changesWhatIsShown(rule.fault, call, accounts) && !rule.letsPass()) {
                use(rule);
                label = rule.fault.kind().label();
                shown = shown.stream()
                        .map(account -> rule.fault.concernsAccount(account.accountName())
                                ? rule.fault.show(account, rule.used)
                                : account)
                        .toList();
            }
        }
        return new Shown(shown, label);
    }

    private void use(Rule rule) {
        rule.used++;
        if (rule.usedUp()) {
            rules.remove(rule);
        }
    }

    private static boolean hits(Fault fault, WireCall call) {
        boolean aboutReads = fault.kind().effect() == FaultKind.Effect.SHOWN_DIFFERENTLY;
        boolean aboutChanges = fault.kind() == FaultKind.NOT_EXECUTED;
        return !aboutReads
                && (!aboutChanges || call.target().isPresent())
                && fault.concerns(call)
                && fault.concernsAccount(call.accountName());
    }

    private static boolean changesWhatIsShown(Fault fault, WireCall call, List<SimulatedAccount> accounts) {
        return fault.kind().effect() == FaultKind.Effect.SHOWN_DIFFERENTLY
                && fault.concerns(call)
                && accounts.stream().anyMatch(account -> fault.concernsAccount(account.accountName()));
    }
}
