package io.github.accountlock.cockpit;

import io.github.accountlock.audit.IntegrityCheck;
import io.github.accountlock.audit.ItsList;
import io.github.accountlock.audit.Queue;
import io.github.accountlock.audit.RequestSearch;
import io.github.accountlock.bulk.AccountLists;
import io.github.accountlock.database.Connections;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.TicketUrl;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.hold.Holds;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.metrics.Metric;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Purpose;
import io.github.accountlock.request.Sight;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.exception.NullValueException;

/** What the pages of the audit read of one engine. Who may see what is decided by the caller. */
public final class AuditAccess {

    private static final Map<AccountLockServices, AuditAccess> BY_ENGINE = new ConcurrentHashMap<>();

    private static final int TRIES = 4;

    private final AccountLockServices services;
    private final RequestSearch requests;
    private final IntegrityCheck integrity;
    private final AccountChoice choice;

    private AuditAccess(AccountLockServices services, ProcessEngine engine) {
        this.services = services;
        this.requests = new RequestSearch(
                services.connections(), () -> new Queue.Moment(clock().instant(), new Standing(engine)::in));
        this.choice = new AccountChoice(
                services.desk(), services.locking()::list, services.holds()::standingOn, services.clock());
        this.integrity = new IntegrityCheck(services.connections(), services.keys(), services.clock());
        services.meters().gauge(Metric.VERIFICATION_AGE, this::secondsSinceChecked);
        services.meters()
                .gauge(Metric.VERIFICATION_SOUND, () -> integrity.state().sound() ? 1 : 0);
    }

    /** @return empty if the engine runs without Account Lock Flow */
    public static Optional<AuditAccess> of(ProcessEngine engine) {
        return AccountLockServices.of(engine)
                .map(found -> BY_ENGINE.computeIfAbsent(found, services -> new AuditAccess(services, engine)));
    }

    /** Runs in one transaction and without the engine's permission checks: the caller has made its own. */
    static <T> T unrestricted(ProcessEngine engine, Callable<T> work) {
        return AccountLockServices.unrestricted(engine, work);
    }

    /** What was read of the ledger is there after a crash of the database too. */
    void settle() {
        services.connections().own(connection -> {
            Connections.settle(connection);
            return null;
        });
    }

    /**
     * The same for what changes something: at the very moment in which somebody else changes the request it is done again, on
     * what is there by then. Where the engine comes to a task or a process instance that is over meanwhile it finds null.
     */
    static <T> T changing(ProcessEngine engine, Callable<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return unrestricted(engine, work);
            } catch (OptimisticLockingException | NullValueException | NullPointerException changedMeanwhile) {
                if (tries == TRIES) {
                    throw new Refusal(
                            Refusal.Kind.CONFLICT,
                            "Others are changing the request at this very moment. Nothing was changed by you; look at it and"
                                    + " try again.");
                }
            }
        }
    }

    public Ledger ledger() {
        return services.ledger();
    }

    public RequestSearch requests() {
        return requests;
    }

    TicketUrl ticketUrl() {
        return services.ticketUrl();
    }

    /** The addresses of requests, as whoever makes this call over the web finds them. */
    RequestLink link(HttpServletRequest call) {
        return RequestLink.in(call, services.baseUrl());
    }

    AccountLists lists() {
        return new AccountLists(services.connections());
    }

    /** The list of which a request is one account. */
    Optional<ItsList> listOf(Trail one) {
        return Optional.ofNullable(
                ItsList.of(connections(), ledger(), List.of(one)).get(one.requestId()));
    }

    SubstituteDesk substitutes(ProcessEngine engine, Viewer viewer) {
        return new SubstituteDesk(engine, services, viewer);
    }

    public Holds holds() {
        return services.holds();
    }

    public Connections connections() {
        return services.connections();
    }

    public EvidenceKeys keys() {
        return services.keys();
    }

    public IntegrityCheck integrity() {
        return integrity;
    }

    AccountChoice choice() {
        return choice;
    }

    AccountFinder finder() {
        return new AccountFinder(choice, requests::instances, clock());
    }

    private double secondsSinceChecked() {
        String checked = integrity.state().checkedAt();
        return checked.isEmpty()
                ? Double.NaN
                : Duration.between(Instant.parse(checked), clock().instant()).toMillis() / 1000.0;
    }

    public Clock clock() {
        return services.clock();
    }

    /** What people call the configured clouds, by id. */
    Map<String, String> clouds() {
        return services.providers().displayNames();
    }

    /** By name. */
    Map<String, MaintenanceWindow> windows() {
        return services.windows();
    }

    /**
     * Reads the account at its cloud now. What was seen, or why nothing was, is written to the ledger of a request about
     * this account before it is told.
     *
     * @throws ProviderException if the cloud gave no usable answer
     */
    AccountSeen look(String requestId, AccountRef account, String person) {
        Instant asked = clock().instant();
        try {
            AccountSeen seen = services.locking().read(account);
            write(requestId, person, asked, Sight.of(seen.state()), seen.type(), seen.identity(), seen.note());
            return seen;
        } catch (ProviderException failed) {
            write(requestId, person, asked, Sight.NO_ANSWER, "", "", failed.getMessage());
            throw failed;
        }
    }

    private void write(
            String requestId, String person, Instant asked, Sight saw, String type, String created, String detail) {
        ledger().commit(
                        requestId,
                        new Looked(
                                clock().instant(),
                                new Person(person, ""),
                                Purpose.LIVE,
                                saw,
                                asked,
                                type,
                                created,
                                "",
                                "",
                                List.of(),
                                List.of(),
                                false,
                                detail));
    }
}
