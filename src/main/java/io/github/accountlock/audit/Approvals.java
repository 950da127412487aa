package io.github.accountlock.audit;

import io.github.accountlock.audit.ControlListing.More;
import io.github.accountlock.database.Connections;
import io.github.accountlock.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Approvals whose approver is not in the group any more. Substitutes need not be members. */
final class Approvals {

    private Approvals() {}

    /** @param groups the groups that a person is a member of now */
    static Listing byLeavers(Connections connections, Ledger ledger, Span span, Function<String, Set<String>> groups) {
        Set<String> approvers = new ControlListing(
                        connections, ledger, Control.LEFT, span, new More(More.OWN_PLACE, List.of()))
                .byPerson()
                .keySet();
        return new ControlListing(connections, ledger, Control.LEFT, span, left(approvers, groups));
    }

    /** Person by person: no group that the person has now is the one that the entry names. */
    private static More left(Set<String> approvers, Function<String, Set<String>> groups) {
        List<String> people = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (String approver : approvers) {
            StringBuilder gone = new StringBuilder("l.actor = ?");
            values.add(approver);
            for (String group : groups.apply(approver)) {
                gone.append(" and l.facts not like ? escape '!'");
                values.add(ControlListing.saying("group", group));
            }
            people.add(gone.toString());
        }
        return new More(
                people.isEmpty() ? " and 1 = 0" : More.OWN_PLACE + " and (" + String.join(" or ", people) + ")",
                values);
    }
}
