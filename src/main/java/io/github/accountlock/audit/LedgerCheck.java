package io.github.accountlock.audit;

import io.github.accountlock.approval.GrantAudit;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.LedgerVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The whole check of the ledger: seals, heads and register, grants behind every call, and that neither the engine's
 * history nor the search rows tell another story.
 */
public final class LedgerCheck {

    private LedgerCheck() {}

    /**
     * @param connection used up by the check, which changes its isolation
     * @param progress told the number of entries of each request that was read
     */
    public static LedgerVerifier.Report verify(
            Connection connection, EvidenceKeys keys, Optional<String> request, IntConsumer progress)
            throws SQLException {
        LedgerVerifier verifier = new LedgerVerifier(connection, keys);
        EngineHistory history = new EngineHistory(connection, request);
        SearchRows rows = new SearchRows(connection, request);
        LedgerVerifier.Report report = verifier.verify(request, events -> {
            progress.accept(events.size());
            return GrantAudit.firstUncovered(events)
                    .or(() -> history.contradiction(events))
                    .or(() -> rows.contradiction(events));
        });
        List<String> problems = new ArrayList<>(report.problems());
        for (String unknown : history.withoutLedger()) {
            String known = unknown.substring(0, unknown.indexOf(':') + 1);
            // The history of a request whose entries are broken was not asked for: it is not unknown.
            if (report.problems().stream().noneMatch(problem -> problem.startsWith(known))) {
                problems.add(unknown);
            }
        }
        return new LedgerVerifier.Report(report.requests(), report.entries(), problems);
    }
}
