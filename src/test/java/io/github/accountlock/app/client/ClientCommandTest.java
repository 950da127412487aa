package io.github.accountlock.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.app.client.CommandLine.Answer;
import io.github.accountlock.fixture.RunningApplication;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The commands against the running demo, over HTTP: what becomes of a request, and who may do what. */
class ClientCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RunningApplication DEMO = RunningApplication.demo("client-command");
    private static final CommandLine REQUESTER = person("requester");
    private static final CommandLine MANAGER = person("manager");
    private static final CommandLine MANAGER2 = person("manager2");
    private static final String A_MINUTE = "PT1M";

    @AfterAll
    static void close() {
        DEMO.close();
    }

    @Test
    void lockIsAskedForApprovedAndAwaited() {
        String request = asked("user_002", "--ticket", "SEC-1");

        Answer approved = MANAGER.typing("yes").run("approve", request, "--timeout", A_MINUTE);

        assertThat(approved).returns(0, Answer::code);
        assertThat(approved.out())
                .contains("Account: user_002", "Ticket: SEC-1", "Reason given by the requester: It leaks.", "Digest: ");
        assertThat(REQUESTER.run("wait", request).out()).contains("ended      LOCKED: ");
        assertThat(json(MANAGER.run("list", "--decided", "--json")).findValuesAsText("requestId"))
                .contains(request);
    }

    @Test
    void unlockTakesTwoPeopleWhoEachSeeItWaiting() {
        String lock = asked("user_003");
        assertThat(approve(MANAGER, lock)).isZero();
        assertThat(REQUESTER.run("wait", lock).code()).isZero();

        String unlock = json(REQUESTER.run("request", arguments("unlock", "user_003", "--json")))
                .at("/request/requestId")
                .asText();

        assertThat(approve(MANAGER2, unlock)).isZero();
        assertThat(waiting(MANAGER2)).as("has had a say").doesNotContain(unlock);
        assertThat(waiting(MANAGER)).contains(unlock);
        assertThat(MANAGER.run("status", unlock).out()).contains("waits for approval: 1 of 2");
    }

    @Test
    void temporaryLockThatIsInPlaceIsAsAsked() {
        String request = asked("user_004", "--for", "PT4H");
        assertThat(approve(MANAGER, request)).isZero();

        Answer answer = REQUESTER.run("wait", request, "--json");

        assertThat(answer).returns(0, Answer::code);
        assertThat(json(answer).at("/request/stage").asText()).isEqualTo("LOCKED");
        assertThat(json(answer).at("/request/lockUntil").asText()).isNotEmpty();
    }

    @Test
    void rejectionIsToldWithItsReason() {
        String request = asked("user_005");

        assertThat(MANAGER.typing("yes")
                        .run("reject", request, "--reason", "needed tonight", "--timeout", A_MINUTE)
                        .code())
                .isZero();

        Answer answer = REQUESTER.run("wait", request, "--json");
        assertThat(answer).returns(3, Answer::code);
        assertThat(json(answer).at("/request/outcomeReason").asText()).contains("needed tonight");
        assertThat(json(answer).path("result").asText()).isEqualTo("refused");
    }

    @Test
    void waitEndsWithItsTimeAndTheRequestGoesOn() {
        String request = asked("user_006");

        Answer answer = REQUESTER.run("wait", request, "--timeout", "PT1S");

        assertThat(answer).returns(6, Answer::code);
        assertThat(approve(MANAGER, request)).isZero();
    }

    @Test
    void nothingIsDecidedWithoutAYes() {
        String request = asked("user_007");

        for (CommandLine unsure : List.of(MANAGER, MANAGER.typing("no"), MANAGER.typing(""))) {
            Answer answer = unsure.run("approve", request, "--timeout", A_MINUTE);
            assertThat(answer).returns(2, Answer::code);
            assertThat(answer.err()).contains("Nothing was decided.");
        }

        assertThat(REQUESTER.run("status", request).out()).contains("waits for approval: 0 of 1");
    }

    @Test
    void decisionIsBoundToTheDigestThatWasGiven() {
        String request = asked("user_008");
        String digest = json(REQUESTER.run("status", request, "--json"))
                .at("/request/digest")
                .asText();

        Answer another = MANAGER.run("approve", request, "--timeout", A_MINUTE, "--digest", "0".repeat(64));
        assertThat(another).returns(9, Answer::code);
        assertThat(REQUESTER.run("status", request).out()).contains("waits for approval: 0 of 1");

        Answer same = MANAGER.run("approve", request, "--digest", digest, "--json");
        assertThat(same).returns(0, Answer::code);
        assertThat(json(same).at("/request/requestId").asText()).isEqualTo(request);
        assertThat(same.err()).as("shown all the same").contains("Account: user_008");
    }

    @Test
    void secondRequestForAnAccountIsAConflict() {
        asked("user_009");

        Answer second = REQUESTER.run("request", arguments("lock", "user_009", "--json"));

        assertThat(second).returns(9, Answer::code);
        assertThat(second.err()).contains("has not ended");
        assertThat(json(second).at("/error/type").asText()).isEqualTo("urn:account-lock:conflict");
        assertThat(json(second).path("exitCode").asInt()).isEqualTo(9);
    }

    @Test
    void fieldsThatTheServerRefusesAreNamedAsOptions() {
        Answer answer = REQUESTER.run("request", arguments("lock", "a b", "--for", "soon"));

        assertThat(answer).returns(2, Answer::code);
        assertThat(answer.err()).contains("--for: ");
        assertThat(REQUESTER.run("request", arguments("lock", "a b")).err()).contains("--account: An account name has");
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void requesterTakesBackTheOwnRequestAndNobodyElseDoes() {
        String request = asked("user_010");
        assertThat(MANAGER.run("reject", request, "--reason", "x", "--timeout", A_MINUTE)
                        .code())
                .as("is there by now")
                .isEqualTo(2);

        assertThat(MANAGER.run("withdraw", request)).returns(7, Answer::code);
        assertThat(REQUESTER.run("withdraw", request, "--reason", "wrong one")).returns(0, Answer::code);
        assertThat(REQUESTER.run("status", request)).returns(3, Answer::code);
        assertThat(REQUESTER.run("withdraw", request)).returns(9, Answer::code);
    }

    @Test
    void requestsOfOthersAreShownToWhoeverHasToDoWithThem() {
        String request = asked("user_011");

        assertThat(MANAGER.run("approve", request, "--timeout", A_MINUTE).code())
                .as("is there by now")
                .isEqualTo(2);
        assertThat(MANAGER.run("status", request)).as("may decide").returns(6, Answer::code);
        assertThat(person("auditor").run("status", request)).as("sees all").returns(6, Answer::code);
        assertThat(person("head").run("status", request)).as("a stranger").returns(7, Answer::code);
        assertThat(approve(MANAGER, request)).isZero();
        REQUESTER.run("wait", request);
        assertThat(MANAGER.run("status", request)).as("has decided").returns(0, Answer::code);
        assertThat(MANAGER2.run("status", request)).as("has not").returns(7, Answer::code);
        assertThat(json(MANAGER2.run("list", "--json")).findValuesAsText("requestId"))
                .isEmpty();
    }

    @Test
    void ownRequestIsNotOnesOwnToApprove() {
        IdentityService people = DEMO.engine().getIdentityService();
        User both = people.newUser("both");
        both.setPassword("both");
        people.saveUser(both);
        people.createMembership("both", "requesters");
        people.createMembership("both", "managers");
        CommandLine person = person("both");
        String request = json(person.run("request", arguments("lock", "user_012", "--json")))
                .at("/request/requestId")
                .asText();

        Answer answer = person.typing("yes").run("approve", request, "--timeout", A_MINUTE);

        assertThat(answer).as(answer.err()).returns(7, Answer::code);
        assertThat(waiting(person)).doesNotContain(request);
        assertThat(waiting(MANAGER2)).contains(request);
    }

    @Test
    void whoMayNotAskIsToldSo() {
        Answer stranger = person("auditor").run("request", arguments("lock", "user_013"));
        assertThat(stranger).returns(7, Answer::code);
        assertThat(stranger.err()).isNotBlank();

        Answer unknown = person("operator")
                .with("ACCOUNT_LOCK_PASSWORD", "guessed-password")
                .run("list", "--json");
        assertThat(unknown).returns(7, Answer::code);
        assertThat(unknown.out() + unknown.err())
                .doesNotContain("guessed-password")
                .contains("does not know you");
    }

    private static String asked(String account, String... more) {
        Answer answer = REQUESTER.run("request", arguments("lock", account, more));
        assertThat(answer).as(answer.err()).returns(0, Answer::code);
        return answer.err().replaceAll("(?s)Request (\\S+) is made\\..*", "$1");
    }

    private static String[] arguments(String action, String account, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                action,
                "--provider=tencent-postgres",
                "--region=ap-guangzhou",
                "--instance=postgres-demo01",
                "--account",
                account,
                "--reason",
                "It leaks."));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    private static int approve(CommandLine person, String request) {
        return person.typing("yes")
                .run("approve", request, "--timeout", A_MINUTE)
                .code();
    }

    private static List<String> waiting(CommandLine person) {
        return json(person.run("list", "--waiting", "--json")).findValuesAsText("requestId");
    }

    private static CommandLine person(String name) {
        return CommandLine.of(DEMO.uri(), name);
    }

    private static JsonNode json(Answer answer) {
        try {
            return JSON.readTree(answer.out());
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(answer.out() + answer.err(), broken);
        }
    }
}
