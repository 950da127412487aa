package io.github.accountlock.audit;

import io.github.accountlock.hold.JdbcHolds;
import io.github.accountlock.ledger.Answers;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerVerifier;
import io.github.accountlock.request.RequestCase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * The whole check of the ledger: seals, heads and registers, that each fact might follow, and that neither the engine's
 * history nor the rows of searches and holds tell another story.
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

    /** Makes the rows of the holds anew from the facts; returns what cannot be relied on, as sentences. */
    public static List<String> rebuildHolds(Connection connection, EvidenceKeys keys) throws SQLException {
        Map<String, RequestCase> known = new LinkedHashMap<>();
        Set<String> unreadable = new HashSet<>();
        LedgerVerifier.Report report = new LedgerVerifier(connection, keys)
                .verify(Optional.empty(), trail -> Optional.empty(), trail -> {
                    if (trail.broken().isPresent()) {
                        unreadable.add(trail.requestId());
                    } else {
                        known.put(trail.requestId(), trail.requestCase());
                    }
                });
        JdbcHolds.rebuild(connection, known, unreadable);
        connection.commit();
        return Stream.concat(report.problems().stream(), report.unchecked().stream())
                .toList();
    }

    private static LedgerVerifier.Report inOneSnapshot(
            Connection connection, EvidenceKeys keys, Optional<String> request, IntConsumer progress)
            throws SQLException {
        LedgerVerifier verifier = new LedgerVerifier(connection, keys);
        EngineHistory history = new EngineHistory(connection, request);
        SearchRows rows = new SearchRows(connection, request);
        HoldRows holds = new HoldRows(connection, request);
        ListRows lists = new ListRows(connection);
        Set<String> known = new HashSet<>();
        LedgerVerifier.Report report = verifier.verify(
                request,
                trail -> history.contradiction(trail)
                        .or(() -> rows.contradiction(trail))
                        .or(() -> holds.contradiction(trail))
                        .or(() -> lists.contradiction(trail)),
                trail -> {
                    known.add(trail.requestId());
                    progress.accept(trail.entries().size());
                });
        List<String> problems = new ArrayList<>(report.problems());
        problems.addAll(history.without(known));
        problems.addAll(rows.without(known));
        problems.addAll(holds.without(known));
        problems.addAll(Answers.changed(connection, request));
        if (request.isEmpty()) {
            problems.addAll(lists.withoutApproval());
            problems.addAll(lists.atAnotherTime());
            problems.addAll(lists.withoutProof());
            problems.addAll(lists.withoutUndo());
            problems.addAll(lists.notUndone());
            problems.addAll(lists.misleading());
        }
        return new LedgerVerifier.Report(report.requests(), report.entries(), problems, report.unchecked());
    }
}
