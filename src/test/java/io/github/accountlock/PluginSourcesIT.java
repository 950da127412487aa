package io.github.accountlock;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.github.accountlock.fixture.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sources of the pages: what is joined for Cockpit and Tasklist, and the functions that need no page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginSourcesIT {

    private static final Path SOURCES = Path.of("src/main/plugins");
    private static final Path JOINED = Path.of("target/classes/plugin-webapp");

    private final Browser browser = Browser.start(0);
    private Page sources;

    @BeforeAll
    void serve() {
        sources = browser.serving(SOURCES);
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({"account-lock-audit, cockpit, 12", "account-lock-requests, tasklist, 3"})
    void everyModuleIsJoinedAndTheWholeLoads(String plugin, String folder, int parts) throws IOException {
        String joined = Files.readString(JOINED.resolve(plugin + "/app/plugin.js"));

        assertThat(modulesOf(plugin)).containsExactlyInAnyOrderElementsOf(files(folder));
        for (String module : modulesOf(plugin)) {
            assertThat(joined).contains(withoutImports(Files.readString(SOURCES.resolve(module))));
        }
        assertThat(joined).doesNotContainPattern("(?m)^import ").containsOnlyOnce("export default ");
        // A name that two modules declare is a syntax error of the whole.
        Page page = browser.serving(JOINED);
        assertThat(page.evaluate(
                        "async address => (await import(address)).default.length", "/" + plugin + "/app/plugin.js"))
                .isEqualTo(parts);
        page.close();
    }

    private static List<String> modulesOf(String plugin) throws IOException {
        String build = Files.readString(SOURCES.resolve("join.xml"));
        String script = build.split("<script plugin=\"" + plugin + "\"")[1].split("/>")[0];
        return Pattern.compile("[a-z]+/[a-z-]+\\.js")
                .matcher(script)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static List<String> files(String folder) throws IOException {
        try (Stream<Path> shared = Files.list(SOURCES.resolve("shared"));
                Stream<Path> own = Files.list(SOURCES.resolve(folder))) {
            return Stream.concat(shared, own)
                    .map(file -> SOURCES.relativize(file).toString())
                    .filter(name -> name.endsWith(".js"))
                    .toList();
        }
    }

    private static String withoutImports(String module) {
        return module.replaceAll("(?m)^import .*;$", "")
                .replaceAll("(?m)^export (async function|function|const)", "$1");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59000, 59 s",
        "90000, 1.5 min",
        "7200000, 2.0 h",
        "864000000, 10 d"
    })
    void durationsAreReadAtAGlance(long millis, String words) {
        assertThat(imported("shared/page.js", "lasting(" + millis + ")")).isEqualTo(words);
    }

    @Test
    void timesKeepTheirUtc() {
        assertThat(imported("shared/page.js", "time('2026-11-22T21:20:00.123+0100').title"))
                .isEqualTo("2026-11-22 20:20:00 UTC");
        assertThat(imported("shared/page.js", "time('no time').outerHTML")).isEqualTo("<time>no time</time>");
    }

    @Test
    void textsAreNeverHtml() {
        assertThat(imported("shared/page.js", "row('<b>', ['<i>']).innerHTML"))
                .isEqualTo("<td role=\"cell\">&lt;b&gt;</td><td role=\"cell\">&lt;i&gt;</td>");
        assertThat(imported("cockpit/requests.js", "badge('bad', '<img src=x>').innerHTML"))
                .isEqualTo("&lt;img src=x&gt;");
    }

    @Test
    void tableIsSavedForASpreadsheetWithTimesInUtc() {
        assertThat(sources.evaluate("""
                        async () => {
                          const { row, table, time } = await import("/shared/page.js");
                          const { csvOf } = await import("/cockpit/csv.js");
                          const button = document.createElement("button");
                          button.textContent = "Send again";
                          const at = time("2026-11-22T21:20:00+01:00");
                          return csvOf(table("", ["When", "#Many", "What", ""], [row(at, "1,000", "=cmd|' \\"A\\"", button)]));
                        }
                        """))
                .isEqualTo(
                        "\"When\",\"Many\",\"What\"\r\n\"2026-11-22T20:20:00Z\",\"1,000\",\"'=cmd|' \"\"A\"\"\"\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "manager2, false",
        "requester007, false",
        "5f1e7c2a90b34d, true",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301, true"
    })
    void idsThatTellNobodyWhoItIsAreKnown(String id, boolean opaque) {
        assertThat(imported("cockpit/people.js", "isOpaque('" + id + "')")).isEqualTo(opaque);
    }

    @ParameterizedTest
    @CsvSource({
        "lock, UNLOCKED, 'Unlocked again, its time was over'",
        "unlock, UNLOCKED, Unlocked",
        "unlock, UNDONE, 'Lock undone, account unlocked'",
        "lock, SOMETHING_NEW, SOMETHING_NEW",
        "'', UNLOCKED, Unlocked",
        "'', LOCKED, Locked"
    })
    void outcomesHaveWordsByWhatWasAskedFor(String action, String outcome, String words) {
        assertThat(imported("shared/words.js", "outcomeWords('" + action + "', '" + outcome + "')"))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "'', {first: 25}, #/lock-audit?first=25",
        "'first=25&sort=outcome', {first: ''}, #/lock-audit?sort=outcome",
        "'first=25', {first: ''}, #/lock-audit",
        "'requester=a%26b', {outcome: 'LOCKED'}, #/lock-audit?requester=a%26b&outcome=LOCKED"
    })
    void addressOfASearchChangesInOnePlace(String asked, String changed, String address) {
        assertThat(imported("cockpit/search.js", "address(new URLSearchParams('" + asked + "'), " + changed + ")"))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "'2026, 10, 29, 12', 2026-11-29T22:00 2026-11-30T08:00", // a Sunday
        "'2026, 10, 30, 7, 30', 2026-11-30T22:00 2026-12-07T08:00",
        "'2026, 11, 1, 21, 30', 2026-12-07T08:00"
    })
    void endsOfALockFollowTheCalendarOfThePerson(String now, String ends) {
        Object offered = imported(
                "tasklist/start-form.js",
                "helped({components: [{key: 'lockDuration', values: [{value: 'lasting'}, {value: 'temporary'}]}]}, {},"
                        + " new Date(" + now + ")).components[0].choices.map(({value}) => /^20/.test(value) ? new"
                        + " Date(new Date(value) - new Date(value).getTimezoneOffset() * 60000).toISOString()"
                        + ".slice(0, 16) : value).join(' ')");

        assertThat(offered).isEqualTo("lasting " + ends + " temporary");
    }

    /** What counts from now is over before it would begin. */
    @Test
    void endsThatCountFromNowAreNotOfferedWithALaterStart() {
        assertThat(imported(
                        "tasklist/times.js",
                        "withEnds({values: ['lasting', 'PT1H', 'P7D', 'from-lock', 'temporary'].map(value => ({label: value,"
                                + " value}))}, new Date()).valuesExpression.split(' else ')[0]"))
                .isEqualTo(
                        "=if lockStart = \"later\" then [{label: \"lasting\", value: \"lasting\"}, {label: \"from-lock\","
                                + " value: \"from-lock\"}, {label: \"temporary\", value: \"temporary\"}]");
    }

    @Test
    void machinesTimesAndIdsAreReadable() {
        assertThat(
                        imported(
                                "tasklist/readable.js",
                                "readable('she since 2026-11-30T10:21:00.123456Z (request 0d4c3a52-ece4-11f1-bdfa-02fc00000001, held): x')"))
                .asString()
                .matches("she since .*Nov.*2026.* \\(held\\): x");
    }

    @Test
    void requestThatIsInTheWayIsNamedByWhoHasMadeIt() {
        assertThat(
                        imported(
                                "tasklist/readable.js",
                                "readable('another one (request 0d4c3a52-ece4-11f1-bdfa-02fc00000001 by requester) has not ended')"))
                .isEqualTo("another one (by requester) has not ended");
    }

    @ParameterizedTest
    @CsvSource({
        "APPROVAL, 'As soon as it is approved, for good'",
        "CALLING, 'To be locked, for good'",
        "CARRYING_OUT, 'To be locked, for good'"
    })
    void approvedLockIsNoLongerToBeApproved(String stage, String words) {
        assertThat(imported(
                        "tasklist/my-requests.js",
                        "askedTimes({action: 'lock', outcome: '', stage: '" + stage
                                + "', lockFrom: '', lockUntil: '', times: 1, lockFor: ''})[0].textContent"))
                .isEqualTo(words);
    }

    /** Whatever two steps were entered: a flow between them was taken only where one came right after the other. */
    @ParameterizedTest
    @CsvSource({
        "start join task fork next, in do ask on",
        "start join task fork join task fork next, in do ask again on",
        "start join task fork join, in do ask again",
        "start next, past",
        "start reminder join task fork next, in do ask on"
    })
    void flowIsDrawnIfItWasTaken(String path, String drawn) {
        Object taken = imported(
                "cockpit/diagram.js",
                "taken(['in start join', 'past start next', 'do join task', 'ask task fork', 'again fork join',"
                        + " 'on fork next'].map(each => each.split(' ')).map(([id, source, target]) => ({id, source:"
                        + " {id: source}, target: {id: target}})), '" + path
                        + "'.split(' ')).map(({id}) => id).join(' ')");

        assertThat(taken).isEqualTo(drawn);
    }

    @Test
    void linkFillsInWhatTheFormOffersAndNothingElse() {
        assertThat(imported(
                        "tasklist/start-form.js",
                        "helped({components: [{key: 'accountName', type: 'textfield'}, {key: 'urgency', type: 'radio',"
                                + " values: [{value: 'normal'}]}, {key: 'requestDigest', type: 'expression'}]},"
                                + " {accountName: 'app_user', urgency: 'whatever', requestDigest: 'x', other: 'y'},"
                                + " new Date()).components.map(({defaultValue}) => defaultValue || '-').join(' ')"))
                .isEqualTo("app_user - -");
    }

    /** The value of an expression over what a module exports. */
    private Object imported(String module, String expression) {
        return sources.evaluate(
                "async address => { const module = await import(address); return module." + expression + "; }",
                "/" + module);
    }
}
