package io.github.accountlock.cockpit;

import static java.time.temporal.ChronoUnit.MICROS;

import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Text;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.SubstitutesTasks;
import io.github.accountlock.engine.process.People;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.ledger.Ledger.RefusedAttempt;
import io.github.accountlock.ledger.MayNotFollow;
import io.github.accountlock.request.Naming;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import io.github.accountlock.request.Substitution;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who stands in for whom, as one viewer may see, name and end it. */
final class SubstituteDesk {

    private static final Logger LOG = LoggerFactory.getLogger(SubstituteDesk.class);

    private static final String STEP = "substitute";
    private static final Set<String> SLIPS = Set.of("from", "until", "reason");
    private static final int LONGEST = 1000;
    private static final int MOST = 100;

    private final ProcessEngine engine;
    private final AccountLockServices services;
    private final Viewer viewer;
    private final People people = new People();

    SubstituteDesk(ProcessEngine engine, AccountLockServices services, Viewer viewer) {
        this.engine = engine;
        this.services = services;
        this.viewer = viewer;
    }

    /**
     * One substitution. Times are ISO 8601 UTC or empty.
     *
     * @param state {@code planned}, {@code now} or {@code over}
     * @param mayEnd whether the viewer may end it
     */
    record Row(
            int number,
            String absent,
            String substitute,
            String by,
            String from,
            String until,
            String reason,
            String ended,
            String state,
            boolean mayEnd) {}

    /**
     * @param me the viewer
     * @param administrator whether the viewer may name somebody for others
     * @param approvers the others who may approve as shipped, by what they are called; anybody else may be named too
     * @param substitutions the newest first
     */
    record Rows(String me, boolean administrator, List<Approver> approvers, List<Row> substitutions) {}

    /** @param name first and last, or the user id where there is none */
    record Approver(String id, String name) {}

    /** The viewer's own, and those of everybody for who sees everything or administers. */
    Rows rows() {
        return AccountLockServices.unrestricted(engine, () -> {
            boolean administrator = administers();
            return new Rows(
                    viewer.user(),
                    administrator,
                    approvers(),
                    services.ledger().substitutions().all().stream()
                            .filter(each -> administrator || viewer.seesAll() || isOfViewer(each))
                            .sorted(Comparator.comparing(Substitution::number).reversed())
                            .limit(MOST)
                            .map(each -> row(each, administrator))
                            .toList());
        });
    }

    private List<Approver> approvers() {
        return services.approvers().stream()
                .flatMap(group ->
                        engine.getIdentityService().createUserQuery().memberOfGroup(group).listPage(0, MOST).stream())
                .filter(user -> !user.getId().equals(viewer.user()))
                .map(user -> new Approver(user.getId(), name(user)))
                .distinct()
                .sorted(Comparator.comparing(Approver::name))
                .toList();
    }

    private static String name(User user) {
        String name = Stream.of(user.getFirstName(), user.getLastName())
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(" "));
        return name.isEmpty() ? user.getId() : name;
    }

    private boolean isOfViewer(Substitution each) {
        return List.of(each.absent().id(), each.substitute().id()).contains(viewer.user());
    }

    private Row row(Substitution each, boolean administrator) {
        Instant now = services.clock().instant();
        return new Row(
                each.number(),
                each.absent().id(),
                each.substitute().id(),
                each.by().id(),
                each.from().toString(),
                each.until().toString(),
                each.reason(),
                each.ended().map(Instant::toString).orElse(""),
                each.isOver(now) ? "over" : each.covers(now) ? "now" : "planned",
                !each.isOver(now) && (administrator || isOfViewer(each)));
    }

    /**
     * @param sent {@code substitute} and {@code until}; {@code from}, or from now on; {@code absent} and {@code reason} where an
     *     administrator names somebody for another
     */
    Rows name(Map<String, String> sent) {
        Instant now = now();
        Named named = AccountLockServices.unrestricted(engine, () -> {
            String absent = text(sent, "absent");
            return new Named(
                    now,
                    people.actor(),
                    administers(),
                    absent.isEmpty() ? people.actor() : user("absent", absent),
                    user(STEP, text(sent, STEP)),
                    text(sent, "from").isEmpty() ? now : moment("from", sent),
                    moment("until", sent),
                    reason(sent));
        });
        if (!mayUseTasklist(named.substitute())) {
            throw new Refusal("substitute: " + named.substitute().id()
                    + " may not use Tasklist, where decisions are made. Choose somebody else, or have an administrator let "
                    + named.substitute().id() + " in.");
        }
        write(named, named.substitute().id());
        LOG.info(
                "LOCK-081 {} stands in for {} from {} until {}, named by {}",
                named.substitute().id(),
                named.absent().id(),
                named.from(),
                named.until(),
                named.by().id());
        return rows();
    }

    /** @param sent {@code reason}, which an administrator has to give */
    Rows end(int number, Map<String, String> sent) {
        EndedEarly ended = AccountLockServices.unrestricted(
                engine, () -> new EndedEarly(now(), people.actor(), administers(), number, reason(sent)));
        Optional<Substitution> substitution = services.ledger().substitutions().of(number);
        write(ended, substitution.map(each -> each.substitute().id()).orElse(""));
        LOG.info("LOCK-082 substitution {} was ended by {}", number, ended.by().id());
        return rows();
    }

    private void write(Naming naming, String substitute) {
        try {
            services.ledger().name(naming);
        } catch (MayNotFollow refused) {
            String why = refused.getMessage();
            if (SLIPS.stream().noneMatch(field -> why.startsWith(field + ": "))) {
                services.ledger().refusedStart(new RefusedAttempt(naming.at(), naming.by(), STEP, why, false));
            }
            boolean input = new Refusal(why).fields().size() > 0;
            throw new Refusal(input ? Refusal.Kind.INPUT : Refusal.Kind.NOT_ALLOWED, why);
        }
        try {
            SubstitutesTasks.show(engine, services, substitute);
        } catch (OptimisticLockingException later) {
            LOG.debug("a task is being decided; it is looked at again by itself", later);
        }
    }

    private Instant now() {
        return services.clock().instant().truncatedTo(MICROS);
    }

    private boolean administers() {
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        return configuration.getAdminUsers().contains(viewer.user())
                || people.groupsNow(viewer.user()).stream().anyMatch(configuration.getAdminGroups()::contains);
    }

    private Person user(String field, String id) {
        return people.find(id)
                .orElseThrow(() -> new Refusal(
                        field + ": there is no user \"" + id + "\". Write the user's name as in the login."));
    }

    private boolean mayUseTasklist(Person person) {
        if (!engine.getProcessEngineConfiguration().isAuthorizationEnabled()) {
            return true;
        }
        List<String> groups =
                AccountLockServices.unrestricted(engine, () -> List.copyOf(people.groupsNow(person.id())));
        return engine.getAuthorizationService()
                .isUserAuthorized(person.id(), groups, Permissions.ACCESS, Resources.APPLICATION, "tasklist");
    }

    private static String reason(Map<String, String> sent) {
        String reason = text(sent, "reason");
        if (reason.length() > LONGEST || reason.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal("reason: write one line of at most " + LONGEST + " characters.");
        }
        return Text.isInvisible(reason) ? "" : reason;
    }

    private static Instant moment(String field, Map<String, String> sent) {
        try {
            return OffsetDateTime.parse(text(sent, field)).toInstant().truncatedTo(MICROS);
        } catch (DateTimeException wrong) {
            throw new Refusal(field + ": write a moment with its zone, for example 2026-12-24T08:00:00Z.");
        }
    }

    private static String text(Map<String, String> sent, String field) {
        String text = sent == null ? null : sent.get(field);
        return text == null ? "" : text.strip();
    }
}
