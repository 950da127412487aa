package io.github.accountlock.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger in the table {@code account_lock_ledger}. Thread-safe. */
public final class JdbcLedger implements Ledger {

    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private final Connections connections;
    private final ObjectMapper json = new ObjectMapper();

    public JdbcLedger(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void commit(LedgerEvent event) {
        connections.own(connection -> insert(connection, event));
    }

    @Override
    public void join(LedgerEvent event) {
        connections.joined(connection -> insert(connection, event));
    }

    @Override
    public List<LedgerEvent> of(String requestId) {
        return connections.joined(connection -> select(connection, requestId));
    }

    private Void insert(Connection connection, LedgerEvent event) throws SQLException {
        String sql = "insert into account_lock_ledger (request_id, happened_at, kind, actor, facts)"
                + " values (?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, event.requestId());
            insert.setObject(2, event.at().atOffset(ZoneOffset.UTC));
            insert.setString(3, event.kind().name());
            insert.setString(4, event.actor());
            insert.setString(5, write(event.facts()));
            insert.executeUpdate();
            return null;
        }
    }

    private List<LedgerEvent> select(Connection connection, String requestId) throws SQLException {
        String sql = "select happened_at, kind, actor, facts from account_lock_ledger"
                + " where request_id = ? order by entry_id";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, requestId);
            List<LedgerEvent> events = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
                    Kind kind = Kind.valueOf(row.getString(2));
                    events.add(
                            new LedgerEvent(requestId, at.toInstant(), kind, row.getString(3), read(row.getString(4))));
                }
            }
            return events;
        }
    }

    private String write(Map<String, String> facts) {
        try {
            return json.writeValueAsString(new TreeMap<>(facts));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts could not be written as JSON", impossible);
        }
    }

    private Map<String, String> read(String facts) {
        try {
            return json.readValue(facts, FACTS);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a ledger entry is not JSON", broken);
        }
    }
}
