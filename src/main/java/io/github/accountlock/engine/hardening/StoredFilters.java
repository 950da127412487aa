package io.github.accountlock.engine.hardening;

import java.util.List;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.persistence.entity.FilterEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The filters that a host had before us. */
public final class StoredFilters {

    private static final Logger LOG = LoggerFactory.getLogger(StoredFilters.class);

    static final String ALLOWED =
            "allowed are currentUser(), currentUserGroups(), now(), and dateTime() with steps such as"
                    + " plusDays(1), each alone";

    private StoredFilters() {}

    /** Says of each filter whether we have stopped it, and why, before somebody sees it fail. */
    public static void report(FilterService filters) {
        for (Filter filter : filters.createFilterQuery().list()) {
            expressions(((FilterEntity) filter).getQuery()).stream()
                    .filter(expression -> !ExpressionText.asksWhoAndWhen(expression))
                    .forEach(expression -> LOG.warn(
                            "LOCK-040 the filter \"{}\" of {} ({}) is stopped: it would evaluate {} for whoever may store a"
                                    + " filter (CVE-2026-109432); {}",
                            filter.getName(),
                            filter.getOwner(),
                            filter.getId(),
                            expression,
                            ALLOWED));
        }
    }

    private static List<String> expressions(AbstractQuery<?, ?> query) {
        List<? extends AbstractQuery<?, ?>> withItsOrs =
                query instanceof TaskQueryImpl tasks ? tasks.getQueries() : List.of(query);
        return withItsOrs.stream()
                .flatMap(each -> each.getExpressions().values().stream())
                .toList();
    }
}
