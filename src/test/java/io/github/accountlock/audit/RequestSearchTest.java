package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.polardb;
import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.process.ProcessTester;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds requests by every condition, where production runs: on PostgreSQL. */
class RequestSearchTest {

    private static final Audited AUDITED = Audited.onPostgres("search");
    private static final List<String> HOSTILE =
            List.of("a*", "a_", "a%", "a!", "a'", "a\"", "a\\", "ab", "a", "'; drop table account_lock_request; --");

    private static Map<String, String> names;

    @BeforeAll
    static void requests() {
        Map<String, String> ids = AUDITED.everyOutcome();
        int account = 30;
        for (String person : HOSTILE) {
            ids.put(
                    "by " + person,
                    AUDITED.flow()
                            .requestedBy(person, tencent("user_0" + account++))
                            .getId());
        }
        Map<String, Object> later = ProcessTester.values(polardb("user_040"));
        later.put("lockFrom", AUDITED.flow().now().plus(Duration.ofDays(1)).toString());
        ProcessInstance request =
                AUDITED.flow().as("operator", () -> AUDITED.flow().start(later));
        AUDITED.flow().runJobs(request);
        ids.put("by operator", request.getId());
        names = ids.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        // The lock that the unlock removed has no name of its own.
        AUDITED.rows("select request_id from account_lock_request")
                .forEach(id -> names.putIfAbsent(id, "lock before unlock"));
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "outcome | LOCKED | locked, lost, super, lock before unlock",
                "outcome | UNLOCKED | temporary, unlock",
                "outcome | *LOCKED | ''",
                "outcome | ALREADY* | already-locked, already-unlocked",
                "outcome | DELETED | deleted",
                "outcome | RUNNIN* | undo-refused, by-manager, half-approved, waiting, by a*, by a_, by a%, by a!, by a',"
                        + " by a\", by a\\, by ab, by a, by '; drop table account_lock_request; --, by operator",
                "requester | manager | by-manager",
                "requester | operator | unlock, already-unlocked, by operator",
                "approver | manager2 | super, unlock",
                "approver | manager | locked, lost, super, changed, undone, kept, refused, temporary, unlock,"
                        + " lock before unlock, undo-refused, half-approved",
                "approver | requester | ''",
                "person | manager2 | super, unlock, rejected",
                "person | operator | undone, kept, deleted, unlock, already-unlocked, by operator",
                "person | manager2* | super, unlock, rejected",
                "person | manager2, manager | super, unlock",
                "urgency | emergency | super",
                "action | unlock | denied, unlock, already-unlocked",
                "accountName | admin_user | super, half-approved",
                "accountName | admin* | super, half-approved",
                "accountName | adminXuser | ''",
                "accountName | user_0014 | ''",
                "instanceId | nothing | ''"
            })
    void oneCondition(String name, String value, String found) {
        assertThat(found(Map.of(name, value))).containsExactlyInAnyOrder(list(found));
    }

    @Test
    void providerRegionAndInstance() {
        String[] inAlibaba = {"rejected", "withdrawn", "expired", "denied", "half-approved", "by operator"};

        assertThat(found(Map.of("provider", "alibaba-polardb"))).containsExactlyInAnyOrder(inAlibaba);
        assertThat(found(Map.of("provider", "alibaba*"))).containsExactlyInAnyOrder(inAlibaba);
        assertThat(found(Map.of("region", "cn-hangzhou"))).containsExactlyInAnyOrder(inAlibaba);
        assertThat(found(Map.of("instanceId", "pc-*"))).containsExactlyInAnyOrder(inAlibaba);
        assertThat(found(Map.of("provider", "alibaba-polardb", "requester", "operator")))
                .containsExactly("by operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "a_*", "a%*", "a!*", "a'*", "a\"*", "a\\*", "'; drop*"})
    void beginningTakesSignsAsTheyStand(String value) {
        String begin = value.substring(0, value.length() - 1);

        assertThat(found(Map.of("requester", value)))
                .containsExactlyInAnyOrder(HOSTILE.stream()
                        .filter(person -> person.startsWith(begin))
                        .map(person -> "by " + person)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_", "a%", "a!", "a'", "a\"", "a\\", "ab", "a", "'; drop table account_lock_request; --"})
    void wholeTextTakesSignsAsTheyStand(String person) {
        assertThat(found(Map.of("requester", person))).containsExactly("by " + person);
        assertThat(found(Map.of("person", person))).containsExactly("by " + person);
        assertThat(found(Map.of("approver", person))).isEmpty();
    }

    @Test
    void whatAViewerIsLimitedToIsNoBeginning() {
        Search all = Search.everything();

        assertThat(found(all.and("requester", "a*"))).containsExactly("by a*");
        assertThat(found(search(Map.of("requester", "*")).and("requester", "a*")))
                .containsExactly("by a*");
        assertThat(found(search(Map.of("requester", "manager")).and("requester", "a*")))
                .as("a condition of the viewer's own does not replace the limit")
                .isEmpty();
        assertThat(page(all.and("requester", "a*")).total()).isOne();
    }

    @Test
    void datesAreFromInclusiveToExclusive() {
        Instant first = moments().get(0);
        Instant last = moments().get(moments().size() - 1);
        long atLast = moments().stream().filter(last::equals).count();

        assertThat(between(first, null)).hasSize(names.size());
        assertThat(between(first.plusMillis(1), null)).hasSize(names.size() - 1);
        assertThat(between(null, first)).isEmpty();
        assertThat(between(null, first.plusMillis(1))).containsExactly("locked");
        assertThat(between(null, last)).hasSize(names.size() - (int) atLast);
        assertThat(between(last, last)).isEmpty();
        assertThat(between(last, last.plusMillis(1))).hasSize((int) atLast);
    }

    static Stream<String> sorts() {
        return Stream.of(
                "requestedAt", "endedAt", "provider", "instanceId", "accountName", "requester", "outcome", "urgency");
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void everySortIsTheOtherWayRoundBackwards(String sort) {
        List<String> up = ids(new Search(Map.of(), Map.of(), Optional.empty(), Optional.empty(), sort, false), 0, 100);
        List<String> down = ids(new Search(Map.of(), Map.of(), Optional.empty(), Optional.empty(), sort, true), 0, 100);

        List<String> turned = new ArrayList<>(down);
        java.util.Collections.reverse(turned);
        assertThat(up).isEqualTo(turned).hasSize(names.size());
    }

    @ParameterizedTest
    @CsvSource({"endedAt, ended_at", "lockFrom, lock_from", "lockUntil, lock_until"})
    void whatHasNoMomentCountsAsTheLeast(String sort, String column) {
        List<String> down = ids(new Search(Map.of(), Map.of(), Optional.empty(), Optional.empty(), sort, true), 0, 100);
        Map<String, String> values = column(column);
        List<String> moments = down.stream().map(values::get).toList();
        int without = (int) moments.stream().filter("null"::equals).count();

        assertThat(without).isBetween(1, moments.size() - 1);
        assertThat(moments.subList(moments.size() - without, moments.size())).containsOnly("null");
        assertThat(moments.subList(0, moments.size() - without))
                .isSortedAccordingTo(Comparator.comparing(RequestSearchTest::instant, Comparator.reverseOrder()));
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void pagesHaveNeitherGapsNorRepeats(String sort) {
        for (boolean descending : new boolean[] {true, false}) {
            Search search = new Search(Map.of(), Map.of(), Optional.empty(), Optional.empty(), sort, descending);
            List<String> paged = new ArrayList<>();
            for (int first = 0; first < names.size(); first += 3) {
                paged.addAll(AUDITED.access().requests().page(search, first, 3).requestIds());
            }

            assertThat(paged).hasSize(names.size()).doesNotHaveDuplicates().isEqualTo(ids(search, 0, 100));
        }
    }

    @Test
    void pageBehindTheLastIsEmptyAndStillCounts() {
        RequestSearch.Page page = AUDITED.access().requests().page(Search.everything(), 10_000, 25);

        assertThat(page.requestIds()).isEmpty();
        assertThat(page.total()).isEqualTo(names.size());
    }

    @Test
    void countsAreByOutcomeAlsoWhenTheOutcomeIsAsked() {
        Map<String, Long> counted = column("outcome").values().stream()
                .map(outcome -> outcome.isEmpty() ? Search.RUNNING : outcome)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(page(Search.everything()).byOutcome()).isEqualTo(counted);
        for (String outcome : List.of("LOCKED", Search.RUNNING, "ALREADY*", "RUN*", "*", "unheard of")) {
            RequestSearch.Page page = page(search(Map.of("outcome", outcome)));
            assertThat(page.byOutcome()).as(outcome).isEqualTo(counted);
            assertThat(page.total()).as(outcome).isEqualTo(page.requestIds().size());
        }
        assertThat(page(search(Map.of("outcome", "LOCKED", "approver", "manager2")))
                        .byOutcome())
                .isEqualTo(Map.of("LOCKED", 1L, "UNLOCKED", 1L));
    }

    @Test
    void wrongNamesAreRefusedTogether() {
        Map<String, String> filters = new HashMap<>();
        filters.put("colour", "red");
        assertThatThrownBy(() -> new Search(filters, Map.of(), Optional.empty(), Optional.empty(), "request_id", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "colour: is not searched by; allowed are approver, decider, person, queue, policy,")
                .hasMessageContaining("sort: \"request_id\" is not allowed, choose one of accountName, endedAt,");
        assertThatThrownBy(() -> search(Map.of("requester", "a\0b")))
                .hasMessage("requester: a character with the code 0 is not allowed.");
        assertThatThrownBy(() -> Search.everything().and("queue", "held"))
                .hasMessageContaining("only columns, people and lists are compared as a whole");
        assertThatThrownBy(() -> Search.moment("from", "yesterday"))
                .hasMessage("from: \"yesterday\" is not a time; allowed is a date (2026-12-31) or a moment"
                        + " (2026-12-31T18:00:00Z).");
    }

    @Test
    void datesBeginInUtc() {
        assertThat(Search.moment("from", "2026-12-31")).contains(Instant.parse("2026-12-31T00:00:00Z"));
        assertThat(Search.moment("from", "2026-12-31T18:00:00Z")).contains(Instant.parse("2026-12-31T18:00:00Z"));
        assertThat(Search.moment("from", " ")).isEmpty();
    }

    @Test
    void demosDatabaseFindsTheSame() {
        try (Audited demo = Audited.onH2("search-demo")) {
            AccountRef account = tencent("user_060");
            String locked = demo.locked(account);
            String waiting = demo.flow().requestedBy("a_b", tencent("user_061")).getId();

            RequestSearch search = demo.access().requests();
            assertThat(search.page(search(Map.of("requester", "a_*")), 0, 9).requestIds())
                    .containsExactly(waiting);
            assertThat(search.page(search(Map.of("requester", "a__*")), 0, 9).requestIds())
                    .isEmpty();
            assertThat(search.page(search(Map.of("approver", "manager")), 0, 9).requestIds())
                    .containsExactly(locked);
            assertThat(search.page(search(Map.of("outcome", "RUN*")), 0, 9).total())
                    .isOne();
            assertThat(search.page(Search.everything(), 0, 9).byOutcome())
                    .isEqualTo(Map.of("LOCKED", 1L, "RUNNING", 1L));
            for (boolean descending : new boolean[] {true, false}) {
                Search byEnd =
                        new Search(Map.of(), Map.of(), Optional.empty(), Optional.empty(), "endedAt", descending);
                assertThat(search.ids(byEnd, 0, 9))
                        .containsExactly(descending ? locked : waiting, descending ? waiting : locked);
            }
        }
    }

    private static Search search(Map<String, String> filters) {
        return new Search(filters, Map.of(), Optional.empty(), Optional.empty(), "requestedAt", true);
    }

    private static List<String> between(Instant from, Instant to) {
        return found(new Search(
                Map.of(), Map.of(), Optional.ofNullable(from), Optional.ofNullable(to), "requestedAt", true));
    }

    private static List<String> found(Map<String, String> filters) {
        return found(search(filters));
    }

    private static List<String> found(Search search) {
        return ids(search, 0, 100).stream().map(names::get).toList();
    }

    private static List<String> ids(Search search, int first, int most) {
        return AUDITED.access().requests().ids(search, first, most);
    }

    private static RequestSearch.Page page(Search search) {
        return AUDITED.access().requests().page(search, 0, 100);
    }

    private static List<Instant> moments() {
        return column("requested_at").values().stream()
                .map(RequestSearchTest::instant)
                .sorted()
                .toList();
    }

    private static Instant instant(String sqlMoment) {
        return Instant.parse(sqlMoment.replace(' ', 'T').replaceAll("\\+00$", "Z"));
    }

    private static Map<String, String> column(String name) {
        Map<String, String> values = new HashMap<>();
        AUDITED.rows("select request_id, " + name + " from account_lock_request")
                .forEach(row -> {
                    int bar = row.indexOf('|');
                    values.put(row.substring(0, bar), row.substring(bar + 1));
                });
        return values;
    }

    private static String[] list(String names) {
        return names == null || names.isEmpty() ? new String[0] : names.split(",\\s+");
    }
}
