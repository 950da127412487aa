package io.github.accountlock.audit;

import io.github.accountlock.approval.GrantAudit;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The whole check of the ledger: seals, heads and register, grants behind every call, and that neither the engine's
 * history nor the search rows tell another story.
 */
public final class LedgerCheck {

    private LedgerCheck() {}

    /**
     * @param connection given back as it was, without an open transaction
     * @param progress told the number of entries of each request that was read
     */
    public static LedgerVerifier.Report verify(
            Connection connection, EvidenceKeys keys, Optional<String> request, IntConsumer progress)
            throws SQLException {
        int isolation = connection.getTransactionIsolation();
        boolean autoCommit = connection.getAutoCommit();
        try {
            return inOneSnapshot(connection, keys, request, progress);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
            connection.setTransactionIsolation(isolation);
        }
    }

    private static LedgerVerifier.Report inOneSnapshot(
            Connection connection, EvidenceKeys keys, Optional<String> request, IntConsumer progress)
            throws SQLException {
        LedgerVerifier verifier = new LedgerVerifier(connection, keys);
        EngineHistory history = new EngineHistory(connection, request);
        SearchRows rows = new SearchRows(connection, request);
        Set<String> known = new HashSet<>();
        LedgerVerifier.Report report = verifier.verify(
                request,
                events -> GrantAudit.firstUncovered(events)
                        .or(() -> history.contradiction(events))
                        .or(() -> rows.contradiction(events)),
                events -> {
                    known.add(events.get(0).requestId());
                    progress.accept(events.size());
                });
        List<String> problems = new ArrayList<>(report.problems());
        problems.addAll(history.without(known));
        problems.addAll(rows.without(known));
        return new LedgerVerifier.Report(report.requests(), report.entries(), problems);
    }
}
