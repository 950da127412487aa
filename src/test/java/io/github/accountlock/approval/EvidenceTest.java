package io.github.accountlock.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.ledger.LedgerEvent;
import io.github.accountlock.ledger.LedgerEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What sealed entries prove: the second line, behind the guards that refuse to write a wrong entry at all. */
class EvidenceTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final List<LedgerEvent> events = new ArrayList<>();

    @Test
    void approvalsByDifferentPeopleCoverACall() {
        requested();
        policy("2");

        approved("manager");
        assertThat(uncovered()).isEqualTo("1 of 2 approvals are in the ledger");
        approved("manager2");
        recorded("as-approved");

        assertThat(uncovered()).isEmpty();
        assertThat(GrantAudit.firstUncovered(withCall())).isEmpty();
    }

    @Test
    void approvalsByOnePersonCountOnce() {
        requested();
        policy("2");

        approved("manager");
        approved("manager");

        assertThat(uncovered()).isEqualTo("1 of 2 approvals are in the ledger");
        assertThat(GrantAudit.firstUncovered(withCall()))
                .hasValue("entry 5 is a call without cover: 1 of 2 approvals are in the ledger");
    }

    @Test
    void approvalByTheRequesterCountsNothing() {
        requested();
        policy("1");

        approved("requester");

        assertThat(uncovered()).isEqualTo("0 of 1 approvals are in the ledger");
        assertThat(GrantAudit.firstUncovered(events)).hasValue("entry 3 is an approval by the requester");
    }

    @Test
    void approvalOfAnotherDigestCountsNothing() {
        requested();
        policy("1");

        approved("manager", "0".repeat(64), evidence().policyDigest(), NOW.plusSeconds(60));

        assertThat(uncovered()).isEqualTo("0 of 1 approvals are in the ledger");
    }

    @Test
    void approvalUnderAnEarlierPolicyCountsNothing() {
        requested();
        policy("1");
        approved("manager");

        policy("2");

        assertThat(uncovered()).isEqualTo("0 of 2 approvals are in the ledger");
    }

    @Test
    void approvalBeforeTheAccountWasShownAgainCountsNothing() {
        requested();
        policy("1");
        event(Kind.ACCOUNT_SEEN, "system", Evidence.STATE, "UNLOCKED");
        approved("manager");
        recorded("as-approved");
        assertThat(uncovered()).isEmpty();

        event(Kind.ACCOUNT_SEEN, "system", Evidence.STATE, "UNLOCKED");

        assertThat(uncovered()).isEqualTo("0 of 1 approvals are in the ledger");
    }

    @Test
    void firstCallNeedsALookAfterTheLastApproval() {
        requested();
        policy("1");
        recorded("as-approved");
        approved("manager");
        assertThat(uncovered()).isEqualTo("the account was not found as it was approved");
        assertThat(evidence().uncovered(NOW, false)).isEmpty();

        recorded("changed");
        assertThat(uncovered()).isEqualTo("the account was not found as it was approved");
        recorded("as-approved");

        assertThat(uncovered()).isEmpty();
    }

    @Test
    void nothingIsCalledAfterTheEnd() {
        requested();
        policy("1");
        approved("manager");
        recorded("as-approved");

        event(Kind.ENDED, "system", "outcome", "LOCKED");

        assertThat(evidence().uncovered(NOW, false)).hasValue("the request has ended");
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECTED", "WITHDRAWN"})
    void endedRequestIsNotCovered(Kind end) {
        requested();
        policy("1");
        approved("manager");

        event(end, "manager2");

        assertThat(uncovered()).isEqualTo("the request was rejected or withdrawn");
    }

    @Test
    void expiredApprovalCoversNoFirstCallButTheUnlockAtItsEnd() {
        requested();
        policy("1");
        approved("manager", evidence().digest(), evidence().policyDigest(), NOW);
        recorded("as-approved");

        assertThat(evidence().uncovered(NOW, true)).hasValue("an approval has expired");
        assertThat(evidence().uncovered(NOW.minusSeconds(1), true)).isEmpty();
        assertThat(evidence().uncovered(NOW, false)).isEmpty();
    }

    @Test
    void requestWithoutItsFirstEntryProvesNothing() {
        assertThatThrownBy(this::evidence).hasMessageContaining("the request is not in the ledger");

        policy("1");

        assertThatThrownBy(this::evidence).hasMessageContaining("the request is not in the ledger");
    }

    @Test
    void frozenRequestThatIsNotWhatItsDigestSaysProvesNothing() {
        requested();
        Map<String, String> other = new TreeMap<>(events.get(0).facts());
        other.put("accountName", "etl_user");

        events.set(0, new LedgerEvent("1", NOW, Kind.REQUESTED, "requester", other));

        assertThatThrownBy(this::evidence).hasMessageContaining("does not match its digest");
    }

    @Test
    void onlyALookAfterTheLastCallProves() {
        requested();
        event(Kind.CALL_ANSWERED, "system", "target", "LOCKED", "answer", "ACCEPTED");
        looked("LOCKED", "confirmed");
        assertThat(evidence().proven(LockState.LOCKED)).isTrue();

        event(Kind.CALL_INTENDED, "system", "target", "UNLOCKED");

        assertThat(evidence().proven(LockState.LOCKED)).isFalse();
        assertThat(evidence().everProven(LockState.LOCKED)).isTrue();
    }

    @Test
    void lookForTheOtherStateOrWithoutAnAnswerProvesNothing() {
        requested();

        looked("UNLOCKED", "confirmed");
        assertThat(evidence().proven(LockState.LOCKED)).isFalse();
        assertThat(evidence().everProven(LockState.LOCKED)).isFalse();
        looked("LOCKED", "cannot-tell");

        assertThat(evidence().proven(LockState.LOCKED)).isFalse();
        assertThat(evidence().everProven(LockState.LOCKED)).isFalse();
    }

    @Test
    void callWithoutAPolicyIsFound() {
        requested();

        assertThat(uncovered()).isEqualTo("no policy has decided who must approve");
        assertThat(GrantAudit.firstUncovered(withCall()))
                .hasValue("entry 2 is a call without cover: no policy has decided who must approve");
    }

    @Test
    void approvalGivenAfterTheCallIsFound() {
        requested();
        policy("1");
        event(Kind.CALL_INTENDED, "system", "target", "LOCKED");

        approved("manager");

        assertThat(GrantAudit.firstUncovered(events))
                .isPresent()
                .get()
                .asString()
                .startsWith("entry 3 ");
    }

    private void requested() {
        LockRequest request = LockRequest.from(
                LockState.LOCKED,
                Map.of(
                        "provider", "tencent-postgres",
                        "region", "ap-guangzhou",
                        "instanceId", "postgres-demo01",
                        "accountName", "app_user",
                        "reason", "leaked password"),
                "requester");
        Map<String, String> frozen = Evidence.freeze(request, "1", "account-lock", "a-model", NOW);
        events.add(new LedgerEvent("1", NOW, Kind.REQUESTED, "requester", frozen));
    }

    private void policy(String approvals) {
        event(Kind.POLICY_DECIDED, "system", Evidence.GROUP, "managers", Evidence.APPROVALS, approvals);
    }

    private void approved(String person) {
        approved(person, evidence().digest(), evidence().policyDigest(), NOW.plusSeconds(60));
    }

    private void approved(String person, String digest, String policy, Instant expires) {
        event(
                Kind.APPROVED,
                person,
                Evidence.DIGEST,
                digest,
                Evidence.POLICY,
                policy,
                Evidence.EXPIRES,
                expires.toString());
    }

    private void recorded(String found) {
        event(Kind.STATE_RECORDED, "system", Evidence.STATE, "UNLOCKED", Evidence.RECORDED, found);
    }

    private void looked(String wanted, String verification) {
        event(Kind.VERIFIED, "system", Evidence.WANTED, wanted, Evidence.VERIFICATION, verification);
    }

    private void event(Kind kind, String actor, String... facts) {
        events.add(LedgerEvent.now("1", NOW, kind, actor, facts));
    }

    private List<LedgerEvent> withCall() {
        event(Kind.CALL_INTENDED, "system", "target", "LOCKED");
        return events;
    }

    private Evidence evidence() {
        return new Evidence(events);
    }

    private String uncovered() {
        return evidence().uncovered(NOW, true).orElse("");
    }
}
