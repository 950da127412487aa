package io.github.accountlock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.accountlock.audit.Queue;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.Browser;
import io.github.accountlock.fixture.Person;
import io.github.accountlock.ledger.Ledger;
import io.github.accountlock.request.Naming.EndedEarly;
import io.github.accountlock.request.Naming.Named;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of the audit as an auditor works with them: each leads to its rows, and a stuck request to its repair. */
class AuditQueuesIT extends AuditInBrowser {

    /** As some login services give them out. */
    private static final String OPAQUE = "5f1e7c2a90b34d";

    private String stuck;

    @BeforeAll
    void requestsOfEveryQueue() {
        locked("user_080", Map.of("ticket", "SEC-80"));
        Instant inTwoDays = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        decide(requested("user_081", Map.of("lockUntil", inTwoDays.toString())), Map.of("decision", "approve"));
        requested("user_082", Map.of("urgency", "emergency"));
        stuck = stuck("user_083");
        unlocked("user_080");
        ofAPersonWithAnOpaqueId("user_084");
        lockedBySomebodyElse("user_085", "user_086");
        bySubstitute("user_087");
    }

    private void bySubstitute(String account) {
        Ledger ledger = AccountLockServices.of(engine).orElseThrow().ledger();
        io.github.accountlock.domain.Person absent = new io.github.accountlock.domain.Person("manager", "");
        io.github.accountlock.domain.Person deputy = new io.github.accountlock.domain.Person("responder", "");
        Instant now = Instant.now();
        ledger.name(new Named(now, absent, false, absent, deputy, now, now.plus(Duration.ofDays(1)), "on leave"));
        int number = ledger.substitutions().all().size();
        String id = requested(account, Map.of());
        Person substitute = browser.login("responder", "tasklist");
        String task = task(substitute, id, "Task_ApproveLock");
        substitute.post("task/" + task + "/claim", Map.of("userId", "responder"));
        assertThat(substitute.decide(task, Map.of("decision", "approve")).status())
                .isEqualTo(204);
        ended(id, "LOCKED");
        ledger.name(new EndedEarly(Instant.now(), absent, false, number, "back"));
        substitute.page().context().close();
    }

    /** The cloud does not know our key. */
    private String stuck(String account) {
        clouds.fail("{\"action\":\"LockAccount\",\"accountName\":\"" + account
                + "\",\"fault\":\"error\",\"code\":\"AuthFailure.SecretIdNotFound\"}");
        String id = requested(account, Map.of());
        decide(id, Map.of("decision", "approve"));
        await().atMost(PATIENCE)
                .until(() -> engine.getRuntimeService()
                                .createIncidentQuery()
                                .processInstanceId(id)
                                .count()
                        == 1);
        return id;
    }

    private void unlocked(String account) {
        String id = requested(UNLOCK, account, Map.of());
        Person second = browser.login("manager2", "tasklist");
        for (Person person : List.of(manager, second)) {
            String task = task(person, id, "Task_ApproveUnlock");
            person.post("task/" + task + "/claim", Map.of("userId", person == manager ? "manager" : "manager2"));
            assertThat(person.decide(task, Map.of("decision", "approve")).status())
                    .isEqualTo(204);
        }
        ended(id, "UNLOCKED");
        second.page().context().close();
    }

    private void ofAPersonWithAnOpaqueId(String account) {
        User user = engine.getIdentityService().newUser(OPAQUE);
        user.setFirstName("Grace");
        user.setLastName("Hopper");
        engine.getIdentityService().saveUser(user);
        engine.getIdentityService().createMembership(OPAQUE, "requesters");
        as(OPAQUE, () -> engine.getRuntimeService().startProcessInstanceByKey(LOCK, Map.copyOf(values(account))));
    }

    @Test
    void locksOfOthersAreListedAndTakenAlong() throws IOException {
        Page page = open(auditor, HOME);
        assertThat(page.locator(".lock-audit-queues summary")).containsText("Locked by somebody else: 2");
        openQueues(page);
        page.locator(".lock-audit-numbers a:has-text('Locked by somebody else')")
                .click();

        Locator rows = page.locator(".lock-audit-content tbody tr");
        assertThat(rows).hasCount(2);
        assertThat(rows.first()).containsText("user_085");
        assertThat(rows.first()).containsText(OTHERS + " (tencent-postgres, ap-guangzhou)");
        Download csv = page.waitForDownload(() -> page.getByText("CSV", new Page.GetByTextOptions().setExact(true))
                .click());
        assertThat(csv.suggestedFilename()).isEqualTo("lock-audit-others.csv");
        assertThat(Files.readAllLines(csv.path())).hasSize(3);
        fits(page);
        rows.first().locator("a").click();
        assertThat(page.locator(".lock-audit-content")).containsText("No request of ours holds this account.");
    }

    /** Closed at first, so that the requests are in view. */
    private static void openQueues(Page page) {
        assertThat(page.locator(".lock-audit-requests tbody tr").first()).isInViewport();
        page.locator(".lock-audit-queues summary").click();
    }

    private static int number(String text) {
        return Integer.parseInt(text.replaceAll("\\D", ""));
    }

    /** How many there are in all, as the page says above its rows. */
    private static int total(Page page) {
        Locator said = page.locator(
                ".lock-audit-content > .lock-audit-bar .lock-audit-count, .lock-audit-content > .lock-audit-note");
        assertThat(said.first()).isVisible();
        assertThat(page.locator(".lock-audit-content")).not().containsText("Reading …");
        Matcher of = Pattern.compile("of ([\\d,]+)").matcher(said.first().textContent());
        return of.find() ? number(of.group(1)) : 0;
    }

    /** Follows every number that is found and compares it with the rows behind it. */
    private void eachLeadsToItsRows(String address, String numbers) {
        Page page = open(auditor, address);
        assertThat(page.locator(numbers).first()).isAttached();
        Map<String, Integer> ways = new LinkedHashMap<>();
        for (Locator way : page.locator(numbers).all()) {
            Locator strong = way.locator("strong");
            ways.put(way.getAttribute("href"), number((strong.count() == 1 ? strong : way).textContent()));
        }
        assertThat(ways).isNotEmpty();
        ways.forEach((href, number) -> {
            open(auditor, href.substring(1));
            assertThat(total(page)).as(href).isEqualTo(number);
            assertThat(page.locator(".lock-audit-content tbody tr"))
                    .hasCount(Math.min(number, href.contains("/happenings") ? 50 : 25));
        });
    }

    @Test
    void everyNumberOfTheStartPagesLeadsToItsRows() {
        eachLeadsToItsRows(HOME, ".lock-audit-numbers a");
        Page page = open(auditor, HOME);
        assertThat(page.locator(".lock-audit-numbers a")).hasCount(Queue.ALL.size() + 1); // and what no request holds
        fits(page);
        openQueues(page);
        Browser.picture(page, "audit-queues.png", 1000);
        eachLeadsToItsRows("/processes", ".lock-audit-numbers a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/controls", "/decisions", "/rules"})
    void everyNumberOfAReportLeadsToItsRows(String report) {
        eachLeadsToItsRows(
                HOME + report,
                report.equals("/controls")
                        ? ".lock-audit-summary td.number a, .lock-audit-plots a"
                        : ".lock-audit-content td.number a, .lock-audit-content h2 a");
        fits(auditor.page());
        open(auditor, HOME + report);
        assertThat(auditor.page().locator("td.number").first()).isVisible();
        fits(auditor.page());
        Browser.picture(auditor.page(), "audit" + report.replace('/', '-') + "-numbers.png", 900);
    }

    @Test
    void unlockRequestIsNotCalledALockWhoseTimeIsOver() {
        Page page = open(auditor, HOME + "?accountName=user_080");

        assertThat(page.locator(".lock-audit-requests tbody tr")).hasCount(2);
        assertThat(page.locator(".lock-audit-content")).not().containsText("its time was over");
        assertThat(page.locator("[name=outcome] option[value=UNLOCKED]")).hasText("Unlocked");
        assertThat(page.locator(".lock-audit-counts")).containsText("Unlocked: 1");
    }

    @Test
    void stuckRequestSaysWhatItWaitsForAndLeadsToTheRetry() {
        Person operator = browser.login("operator", "cockpit");
        Page page = open(operator, HOME + "/request/" + stuck);
        Locator waits = page.locator(".lock-audit-waits");

        assertThat(waits.locator("tbody tr")).hasCount(1);
        assertThat(waits).containsText("Failed step");
        assertThat(waits).containsText("Lock account");
        assertThat(waits).containsText("AuthFailure.SecretIdNotFound");
        fits(page);
        Browser.picture(page, "audit-stuck.png", 900);
        page.getByText("Retry it in Cockpit").click();
        Locator incidents = page.locator("table").filter(new Locator.FilterOptions().setHasText("Failing Activity"));
        assertThat(incidents).containsText("Lock account");
        assertThat(incidents.locator("td .glyphicon-repeat").first()).isVisible();
        page.context().close();

        Page waiting = open(auditor, HOME + "/request/" + newest(LOCK, "user_082"));
        assertThat(waiting.locator(".lock-audit-waits")).containsText("Approve lock");
        assertThat(waiting.locator(".lock-audit-waits")).containsText("group managers");
        assertThat(waiting.getByText("This request in Cockpit")).isVisible();
    }

    @Test
    void nameStandsWhereAnIdTellsNobodyWhoItIs() throws IOException {
        Page page = open(auditor, HOME + "?accountName=user_084");
        Locator person = page.locator(".lock-audit-requests .lock-audit-person").first();

        assertThat(person).hasText("Grace Hopper " + OPAQUE);
        Download csv = page.waitForDownload(() -> page.getByText("CSV", new Page.GetByTextOptions().setExact(true))
                .click());
        assertThat(Files.readString(csv.path()))
                .contains("\"reason\",\"ticket\",\"policy version\",\"rule\"")
                .contains("\"" + OPAQUE + "\",\"Grace Hopper\"");
        open(auditor, HOME + "/request/" + newest(LOCK, "user_084"));
        assertThat(page.locator(".lock-audit-verdict")).containsText("Requested by Grace Hopper " + OPAQUE + " on ");
        assertThat(lines(page, "Lock requested")).containsText("by Grace Hopper " + OPAQUE);
        open(auditor, HOME + "?accountName=user_080&action=lock");
        assertThat(page.locator(".lock-audit-requests .lock-audit-person").first())
                .hasText("requester");
        assertThat(page.locator(".lock-audit-requests .lock-audit-person").first())
                .hasAttribute("title", "Requester Demo");
    }

    @Test
    void rowLeadsToItsRequestAndItsPlaceToTheAccount() {
        Page page = open(auditor, HOME + "?accountName=user_087");
        assertThat(page.locator(".lock-audit-requests tbody tr")).containsText("responder for manager");

        page.locator(".lock-audit-requests .lock-audit-account").click();
        page.waitForURL("**/lock-audit/request/" + newest(LOCK, "user_087"));
        assertThat(lines(page, "Approved")).containsText("Approved by responder for manager");
        Locator answered = lines(page, "The cloud answered");
        assertThat(answered.locator("summary"))
                .hasText(new String[] {"sealed facts", "answer of the cloud, kept beside the ledger"});
        answered.locator("summary").first().click();
        assertThat(answered.locator("dl")).containsText("cloudAnswer");
        assertThat(answered.locator("dl")).not().containsText("RequestId");
        answered.locator("summary").last().click();
        assertThat(answered.locator(".lock-audit-answer")).containsText("RequestId");
        open(auditor, HOME + "?accountName=user_087");
        page.locator(".lock-audit-requests .lock-audit-where a").click();
        assertThat(page.locator(".lock-audit h1")).hasText("user_087");
        assertThat(page.locator(".lock-audit-content table").first())
                .containsText("Lock of user_087 on postgres-demo01");
    }

    @Test
    void timesOfAReportAreThoseOfTheReader() {
        Person abroad = browser.login("auditor", "cockpit", "Asia/Kolkata");

        Page page = open(abroad, HOME + "/controls");
        assertThat(page.locator("#substitutes")).containsText("responder stands in for manager from ");
        assertThat(page.locator(".lock-audit-report")).containsText("Times are those of Asia/");
        assertThat(page.locator(".lock-audit-report")).not().containsText(Pattern.compile("\\dT\\d\\d:"));
        assertThat(page.locator("#substitutes td:nth-child(3) time").first())
                .hasAttribute("title", Pattern.compile(".* UTC"));
        page.context().close();
    }

    /** Days and months are those of the reader. */
    @Test
    void monthIsOnePressAway() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");
        LocalDate first = LocalDate.now(zone).withDayOfMonth(1);
        Person abroad = browser.login("auditor", "cockpit", zone.getId());
        Page page = open(abroad, HOME + "/decisions");

        page.getByText("Last month").click();
        page.waitForURL(spans(first.minusMonths(1), first, zone));
        assertThat(page.locator("[name=to]")).hasValue(first.toString());
        page.getByText("This month").click();
        page.waitForURL(spans(first, first.plusMonths(1), zone));
        assertThat(page.locator("[name=from]")).hasValue(first.toString());
        page.locator("[name=from]").fill(first.minusDays(1).toString());
        button(page, "Show").click();
        page.waitForURL(spans(first.minusDays(1), first.plusMonths(1), zone));
        open(abroad, HOME + "/happenings?control=decided&who=manager2");
        page.getByText("This month").click();
        page.waitForURL("**control=decided&**");
        assertThat(page.locator("[name=who]")).hasValue("manager2");
        page.context().close();
    }

    /** Cockpit writes the colons of an address in either way. */
    private static Predicate<String> spans(LocalDate from, LocalDate to, ZoneId zone) {
        String span = "/decisions?from=" + from.atStartOfDay(zone).toInstant() + "&to="
                + to.atStartOfDay(zone).toInstant();
        return address -> URLDecoder.decode(address, StandardCharsets.UTF_8).contains(span);
    }

    @Test
    void happeningsAreFoundByPersonAndTakenAlong() throws IOException {
        Page page = open(auditor, HOME + "/happenings?control=decided");
        page.locator("[name=who]").fill("manager2");
        button(page, "Show").click();
        page.waitForURL(Pattern.compile(".*who=manager2.*"));

        assertThat(page.locator(".lock-audit-happenings td:nth-child(2)").first())
                .hasText("manager2");
        assertThat(page.locator(".lock-audit-counts .chosen")).containsText("manager2");
        int total = total(page);
        Download csv = page.waitForDownload(() -> page.getByText("CSV", new Page.GetByTextOptions().setExact(true))
                .click());
        assertThat(csv.suggestedFilename()).isEqualTo("lock-audit-decided.csv");
        assertThat(Files.readAllLines(csv.path())).hasSize(1 + total);
        fits(page);

        open(auditor, HOME + "/decisions");
        assertThat(page.locator(".lock-audit-content")).containsText("responder for manager");
        Browser.picture(page, "audit-decisions.png", 620);
        Download table = page.waitForDownload(
                () -> page.getByLabel("This table as CSV: decision-times").click());
        assertThat(Files.readString(table.path())).startsWith("\"Decided by\",\"Urgency\",\"Decisions\",");
    }
}
