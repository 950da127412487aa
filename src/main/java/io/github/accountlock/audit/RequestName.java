package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.Trail;

/** What people call a request, of which the id tells them nothing. */
public final class RequestName {

    private static final String CLOUDS =
            "select distinct provider from account_lock_list where list_id = ? order by provider";

    private RequestName() {}

    /** Of a list how many accounts it has, where they are and who has asked; the id where nothing can be read. */
    public static String of(Connections connections, Trail trail) {
        if (!trail.requestCase().exists()) {
            return trail.requestId();
        }
        LockRequest request = trail.requestCase().request();
        if (trail.requestCase().isList()) {
            String clouds = connections.joined(connection ->
                    String.join(", ", Rows.list(connection, CLOUDS, row -> row.getString(1), trail.requestId())));
            return "Lock of " + AccountList.words(request.account().path()) + (clouds.isEmpty() ? "" : " at " + clouds)
                    + ", asked for by " + request.requester();
        }
        String what = request.target() == LockState.LOCKED ? "Lock of " : "Unlock of ";
        return what + request.account().accountName() + " on "
                + request.account().instanceId();
    }
}
