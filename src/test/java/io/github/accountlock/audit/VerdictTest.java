package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.Person;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.process.ProcessTester;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.CallAnswered;
import io.github.accountlock.request.Fact.Deleted;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.SettleAsked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole sentence over each request, its times replaced by …; as it is on PostgreSQL. */
class VerdictTest {

    private static final String OWN_POLICY = ProcessTester.policy()
            .replaceAll("(?s)<rule id=\"Rule_SuperEmergency\">.*?</rule>", "")
            .replaceAll("(?s)<rule id=\"Rule_Super\">.*?</rule>", "");
    private static final Audited AUDITED = Audited.onPostgres("verdicts", OWN_POLICY);
    private static Map<String, String> ids;

    @BeforeAll
    static void requests() {
        ids = AUDITED.everyOutcome();
    }

    @AfterAll
    static void close() {
        AUDITED.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "locked | Locked. Requested by requester on … because “leaked password” (ticket SEC-1), approved by manager"
                        + " under rule 5 of policy version 1, proven by reading the account at …, N ms after the lock."
                        + " Ended on …: The cloud, asked after our lock call, said that the account is locked."
                        + " Tencent documents that a lock disconnects the account's open sessions and refuses new ones.",
                "lost | Locked. Requested by requester on … because “leaked password”, approved by manager under rule 5 of"
                        + " policy version 1, proven by reading the account at …, 6 min after the lock, whose answer was"
                        + " lost. Ended on …: The cloud, asked after our lock call, said that the account is locked."
                        + " Tencent documents that a lock disconnects the account's open sessions and refuses new ones.",
                "super | Locked. Requested by requester on … because “leaked password”, approved by manager and manager2"
                        + " under rule 1 of policy version 1, proven by reading the account at …, N ms after the lock."
                        + " Ended on …: The cloud, asked after our lock call, said that the account is locked."
                        + " Tencent documents that a lock disconnects the account's open sessions and refuses new ones.",
                "already-locked | Was locked already; nothing was called. Requested by requester on … because “leaked"
                        + " password”. Ended on …: The account was locked before this request; nothing was called.",
                "rejected | Rejected; nothing was called. Requested by requester on … because “leaked password”, rejected"
                        + " by manager2 (“wrong account”) under rule 5 of policy version 1. Ended on …: Rejected by"
                        + " manager2: wrong account.",
                "withdrawn | Withdrawn by its requester; nothing was called. Requested by requester on … because “leaked"
                        + " password”; rule 5 of policy version 1 asked for 1 approval by managers. Ended on …:"
                        + " Withdrawn by requester: found the leaver.",
                "expired | Expired; nothing was called. Requested by requester on … because “leaked password”; rule 5 of"
                        + " policy version 1 asked for 1 approval by managers. Ended on …: Nobody decided in time;"
                        + " nothing was called.",
                "denied | Denied by the policy; nothing was called. Requested by requester on … because “leaked password”."
                        + " Ended on …: The lock is not ours: no request of ours holds this account. Ask again and say"
                        + " that a foreign lock is to be removed.",
                "changed | The account was not the approved one any more; nothing was called. Requested by requester on …"
                        + " because “leaked password”, approved by manager under rule 5 of policy version 1. Ended on …:"
                        + " The account is not as it was approved: its type, its creation time or who holds it differs.",
                "undone | Lock undone; the account is unlocked again. Requested by requester on … because “leaked"
                        + " password”, approved by manager under rule 5 of policy version 1, settled by operator (undo:"
                        + " “looked at the console”), proven by reading the account at …, 72 min after the lock, then"
                        + " proven unlocked by reading the account at …, N ms after the unlock. Ended on …: The lock was undone; the"
                        + " cloud said that the account is unlocked.",
                "kept | Closed by an operator, without proof. Requested by requester on … because “leaked password”,"
                        + " approved by manager under rule 5 of policy version 1, settled by operator (keep: “looked at"
                        + " the console”), not proven after the lock was asked for at …. Ended on …: Kept by operator"
                        + " without proof: looked at the console.",
                "temporary | Locked for a time, and unlocked again. Requested by requester on … because “leaked password”,"
                        + " approved by manager under rule 5 of policy version 1, proven by reading the account at …, N"
                        + " ms after the lock, then proven unlocked by reading the account at …, N ms after the unlock."
                        + " Ended on …: The lock's time was over; the cloud said that the account is unlocked.",
                "unlock | Unlocked. Requested by operator on … because “leaked password”, approved by manager and manager2"
                        + " under rule 7 of policy version 1, proven by reading the account at …, N ms after the unlock."
                        + " Ended on …: The lock was removed as asked; the cloud said that the account is unlocked.",
                "already-unlocked | Was unlocked already; nothing was called. Requested by operator on … because “leaked"
                        + " password”. Ended on …: The account was unlocked already; nothing was called.",
                "deleted | Deleted by hand before its end; nothing was called. Requested by requester on … because “leaked"
                        + " password”; rule 5 of policy version 1 asked for 1 approval by managers. Deleted on … by"
                        + " operator: stuck.",
                "undo-refused | Not ended yet. Requested by requester on … because “leaked password”, approved by manager"
                        + " under rule 5 of policy version 1, not proven after the lock was asked for at ….",
                "by-manager | Not ended yet. Requested by manager on … because “leaked password”; rule 5 of policy"
                        + " version 1 asks for 1 approval by managers.",
                "half-approved | Not ended yet. Requested by requester on … because “leaked password”, approved by manager"
                        + " under rule 2 of policy version 1; 1 approval by managers still to come."
            })
    void wholeSentence(String request, String sentence) {
        assertThat(timeless(Verdict.text(trail(ids.get(request))))).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not-found | Account not found; nothing was called. | no such account; only login users",
                "refused | Refused by the cloud; the account is unchanged. | LockAccount was refused: Simulated fault."
            })
    void whatTheCloudSaidIsPassedOn(String request, String begin, String said) {
        assertThat(Verdict.text(trail(ids.get(request)))).startsWith(begin).contains(said);
    }

    @Test
    void brokenTrailIsSaidFirst() {
        Trail sound = trail(ids.get("locked"));
        Trail broken = new Trail(
                sound.requestId(),
                sound.entries(),
                List.of(),
                sound.head(),
                Optional.of(new Trail.Broken(4, "entry 4 does not match its seal", false)));

        assertThat(Verdict.text(broken))
                .startsWith("Do not rely on this: the ledger is broken, entry 4 does not match its seal. Locked.");
    }

    @Test
    void onlyTimesAreMarkedAsTimes() {
        assertThat(Verdict.of(trail(ids.get("super"))))
                .filteredOn(Verdict.Part::time)
                .hasSize(3)
                .allSatisfy(part -> assertThat(Instant.parse(part.text())).isNotNull());
        assertThat(Verdict.of(trail(ids.get("super"))))
                .filteredOn(part -> !part.time())
                .noneMatch(part -> part.text().matches(".*\\d\\d:\\d\\d.*"));
    }

    @Test
    void requestThatWasDeletedAfterItsCallSendsTheReaderToTheAccount() {
        ProcessInstance request = AUDITED.lockedBlindly(tencent("user_020"));
        AUDITED.engine().getRuntimeService().deleteProcessInstance(request.getId(), "no longer needed");

        assertThat(timeless(Verdict.text(trail(request.getId()))))
                .startsWith("Deleted by hand before its end; the cloud had been called, so look at the account.")
                .endsWith("not proven after the lock was asked for at …. Deleted on … by nobody: no longer needed.");
    }

    @Test
    void decisionsAtTheEndOfALockAreToldApartFromThoseBefore() {
        String kept = untilItsEnd("user_031");
        String notKept = untilItsEnd("user_032");
        assertThat(timeless(Verdict.text(trail(kept))))
                .contains("approved by manager under rule 5 of policy version 1; when its time was over, 1 approval by"
                        + " managers still to come, proven by reading");

        AUDITED.flow().decide(instance(kept), "manager2", Map.of("decision", "approve"));
        AUDITED.flow().letTimePass(instance(kept));
        AUDITED.flow().decide(instance(notKept), "manager2", Map.of("decision", "reject", "decisionReason", "Back."));
        AUDITED.flow().letTimePass(instance(notKept));
        ClockUtil.reset();

        assertThat(timeless(Verdict.text(trail(kept))))
                .startsWith("Locked.")
                .contains(
                        "approved by manager under rule 5 of policy version 1; when its time was over, kept by manager2,"
                                + " proven by")
                .endsWith(
                        "Its time was over, and it stays locked, as decided by manager2; the cloud said that the account"
                                + " is locked.");
        assertThat(timeless(Verdict.text(trail(notKept))))
                .contains("; when its time was over, not kept by manager2 (“Back.”), proven by");
    }

    private static String untilItsEnd(String account) {
        String end = AUDITED.flow().now().plus(Duration.ofHours(1)).toString();
        String id = AUDITED.locked(tencent(account), "lockUntil", end, "atEnd", "review");
        AUDITED.flow().passTime(Duration.ofHours(2));
        AUDITED.flow().runJobs(instance(id));
        return id;
    }

    private static ProcessInstance instance(String id) {
        return AUDITED.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(id)
                .singleResult();
    }

    @Test
    void ruleAndVersionAreSealedAlsoUnderACompanysOwnPolicy() {
        AUDITED.flow().passTime(Duration.ofDays(40)); // what other tests have asked for would count in the hour
        Deployment own = AUDITED.flow().deployPolicy(OWN_POLICY);
        String normal = AUDITED.locked(tencent("user_021"));
        String emergency = AUDITED.locked(tencent("user_022"), "urgency", "emergency");
        AUDITED.flow().remove(own);
        String shipped = AUDITED.locked(tencent("user_023"), "urgency", "emergency");
        ClockUtil.reset();

        assertThat(decided(normal)).isEqualTo("3 of 2");
        assertThat(decided(emergency)).isEqualTo("2 of 2");
        assertThat(decided(shipped)).isEqualTo("4 of 1");
        assertThat(Verdict.text(trail(normal))).contains("under rule 3 of policy version 2");
    }

    @ParameterizedTest
    @CsvSource({
        "locked, Rule_Normal, 5",
        "super, Rule_SuperEmergency, 1",
        "half-approved, Rule_Super, 2",
        "unlock, Rule_Unlock, 7"
    })
    void sealedRuleIsTheRowOfThePolicy(String request, String rule, int row) {
        List<String> rows = Pattern.compile("<rule id=\"(\\w+)\">")
                .matcher(ProcessTester.policy())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(rows.get(row - 1)).isEqualTo(rule);
        assertThat(decided(ids.get(request))).isEqualTo(row + " of 1");
    }

    @Test
    void undoThatIsRefusedIsInTheLedger() {
        List<SettleAsked> asked = facts(ids.get("undo-refused"), SettleAsked.class);

        assertThat(asked).singleElement().satisfies(why -> {
            assertThat(why.by()).isEqualTo(Person.SYSTEM);
            assertThat(why.why()).contains("the lock may still take effect");
        });
    }

    @Test
    void deletionIsInTheLedgerWithThePerson() {
        assertThat(facts(ids.get("deleted"), Deleted.class)).singleElement().satisfies(deleted -> {
            assertThat(deleted.by().id()).isEqualTo("operator");
            assertThat(deleted.reason()).isEqualTo("stuck");
        });
    }

    @ParameterizedTest
    @CsvSource({"99, 99 ms", "100, 0.1 s", "119999, 120.0 s", "120000, 2 min", "7199999, 119 min", "7200000, 2 h"})
    void durationsAreShort(long millis, String text) {
        Trail sound = trail(ids.get("super"));
        List<Entry> later = sound.entries().stream()
                .map(entry -> entry.fact("why").equals("AFTER") ? later(entry, millis) : entry)
                .toList();

        assertThat(Verdict.text(new Trail(sound.requestId(), later, List.of(), sound.head(), Optional.empty())))
                .contains(", " + text + " after the lock.");
    }

    private static Entry later(Entry entry, long millis) {
        Instant call = facts(ids.get("super"), CallAnswered.class).get(0).at();
        return new Entry(
                entry.chain(),
                entry.number(),
                call.plus(Duration.ofMillis(millis)),
                entry.kind(),
                entry.actor(),
                entry.facts(),
                entry.factsAsStored(),
                entry.keyId(),
                entry.mac());
    }

    private static String decided(String requestId) {
        PolicyDecided policy = facts(requestId, PolicyDecided.class).get(0);
        return policy.rule() + " of " + policy.policyVersion();
    }

    private static <T extends Fact> List<T> facts(String requestId, Class<T> kind) {
        return trail(requestId).facts().stream()
                .map(Facts.Told::fact)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Trail trail(String requestId) {
        return AUDITED.access().ledger().trail(requestId);
    }

    private static String timeless(String sentence) {
        return sentence.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "…").replaceAll("\\d+ ms|\\d\\.\\d s", "N ms");
    }
}
