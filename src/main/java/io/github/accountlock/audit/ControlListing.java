package io.github.accountlock.audit;

import io.github.accountlock.database.Connections;
import io.github.accountlock.database.Rows;
import io.github.accountlock.domain.Person;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.RequestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The entries of the ledger that answer a {@link Control}. Found by the database; what is shown is read with its seals. */
final class ControlListing implements Listing {

    private static final String STANDS_IN = "\"standsInFor\":\"";

    private final Selected rows;
    private final Ledger ledger;
    private final Control control;

    /**
     * Conditions on entries, as SQL over {@code l}.
     *
     * @param values in their order
     */
    record More(String sql, List<Object> values) {

        static final More NOTHING = new More("", List.of());

        static final String OWN_PLACE = " and l.facts not like '%" + STANDS_IN + "%'";
    }

    ControlListing(Connections connections, Ledger ledger, Control control, Span span, More more) {
        this.ledger = ledger;
        this.control = control;
        List<Object> all = new ArrayList<>();
        String from = " from account_lock_ledger l" + where(control, span, all) + more.sql();
        all.addAll(more.values());
        this.rows = new Selected(connections, from, all.toArray(), "l.actor");
    }

    @Override
    public String id() {
        return control.id();
    }

    @Override
    public String title() {
        return control.title();
    }

    @Override
    public String explanation() {
        return control.explanation();
    }

    @Override
    public long count() {
        return rows.count();
    }

    @Override
    public Map<String, Long> byPerson() {
        return rows.byPerson();
    }

    private record Place(String chain, int number) {}

    @Override
    public List<Line> lines(int first, int most) {
        List<Place> places = rows.connections()
                .joined(connection -> Rows.list(
                        connection,
                        "select l.request_id, l.entry_no" + rows.from()
                                + " order by l.happened_at desc, l.entry_id desc limit " + most + " offset " + first,
                        row -> new Place(row.getString(1), row.getInt(2)),
                        rows.values()));
        Map<Place, Line> lines = new HashMap<>();
        for (Trail trail : ledger.trails(places.stream()
                .map(place -> Entry.requestOf(place.chain()))
                .distinct()
                .toList())) {
            Stream.concat(trail.entries().stream(), trail.refusals().stream())
                    .forEach(entry -> lines.put(new Place(entry.chain(), entry.number()), line(trail, entry)));
        }
        return places.stream().map(lines::get).filter(Objects::nonNull).toList();
    }

    /** Facts are stored in one text form only, and a quotation mark inside of a value has a backslash before it. */
    private static String where(Control control, Span span, List<Object> values) {
        values.addAll(List.of(span.from(), span.to()));
        StringBuilder where = new StringBuilder(" where l.happened_at >= ? and l.happened_at < ? and (");
        where.append(control.answers().stream()
                .map(answer -> "l.kind = ?" + (answer.fact().isEmpty() ? "" : " and l.facts like ? escape '!'"))
                .collect(Collectors.joining(" or ")));
        for (Control.Answering answer : control.answers()) {
            values.add(answer.kind());
            if (!answer.fact().isEmpty()) {
                values.add(saying(answer.fact(), answer.value()));
            }
        }
        where.append(')');
        control.but().ifPresent(not -> where.append(" and not ").append(not));
        if (!span.who().isEmpty()) {
            where.append(" and l.actor = ?");
            values.add(span.who());
        }
        if (span.insteadOf().equals(Span.OWN_PLACE)) {
            where.append(More.OWN_PLACE);
        } else if (!span.insteadOf().isEmpty()) {
            // Behind the id there may be what tells the person from others.
            where.append(" and (l.facts like ? escape '!' or l.facts like ? escape '!')");
            String person = '%' + STANDS_IN + plain(span.insteadOf());
            values.addAll(List.of(person + "\"%", person + "\\t%"));
        }
        if (!span.urgency().isEmpty()) {
            where.append(" and exists (select 1 from account_lock_request r where r.urgency = ?"
                    + " and r.request_id = replace(l.request_id, 'refused:', ''))");
            values.add(span.urgency());
        }
        return where.toString();
    }

    /** The pattern of stored facts that say this; {@code !} escapes. */
    static String saying(String fact, String value) {
        return "%\"" + fact + "\":\"" + plain(value) + "\"%";
    }

    private static String plain(String value) {
        return value.replace("!", "!!").replace("_", "!_").replace("%", "!%");
    }

    private Line line(Trail trail, Entry entry) {
        return new Line(
                Entry.isOfNoRequest(entry.chain()) ? "" : trail.requestId(),
                account(trail),
                account(trail).isEmpty() ? "" : RequestName.of(rows.connections(), trail),
                entry.at().toString(),
                entry.actor().equals(Person.SYSTEM.id()) ? "" : entry.actor(),
                Person.from(entry.fact("standsInFor")).id(),
                control.what().apply(entry),
                trail.broken().map(Trail.Broken::sentence).orElse(""));
    }

    private static String account(Trail trail) {
        if (Entry.isOfNoRequest(trail.requestId())) {
            return "";
        }
        RequestCase now = trail.requestCase();
        return now.exists() ? now.request().account().path() : "";
    }
}
