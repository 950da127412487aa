package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.RequestCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The list under which an account is locked.
 *
 * @param requestId of the request for the list
 * @param name what people call it
 * @param approvals all under which the list was carried out
 */
public record ItsList(String requestId, String name, List<Decided> approvals) {

    /** By the ids of their requests; of those that are part of a list. */
    public static Map<String, ItsList> of(Connections connections, Ledger ledger, List<Trail> requests) {
        Map<String, String> lists = new HashMap<>();
        requests.forEach(one -> one.requestCase().list().ifPresent(list -> lists.put(one.requestId(), list)));
        Map<String, ItsList> read = new HashMap<>();
        ledger.trails(lists.values().stream().distinct().toList())
                .forEach(list -> read.put(list.requestId(), of(connections, list)));
        Map<String, ItsList> each = new HashMap<>();
        lists.forEach((one, list) -> each.put(one, Objects.requireNonNull(read.get(list))));
        return each;
    }

    private static ItsList of(Connections connections, Trail list) {
        RequestCase now = list.requestCase();
        return new ItsList(list.requestId(), RequestName.of(connections, list), now.grants());
    }
}
