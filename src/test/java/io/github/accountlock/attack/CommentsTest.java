package io.github.accountlock.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.attack.Attacked.Request;
import io.github.accountlock.audit.Bundle;
import io.github.accountlock.audit.BundleCheck;
import io.github.accountlock.audit.LedgerCheck;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.engine.process.Refusal;
import io.github.accountlock.ledger.LedgerVerifier;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Fact.Commented;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people say about a request in Tasklist is evidence like what they decide, and nobody says anything he could not decide. */
class CommentsTest {

    private static final Attacked APPLICATION = new Attacked();
    private static final String AUDIT = "/camunda/api/cockpit/plugin/account-lock-audit/default/request/";
    private static final String ENDED =
            "The request has ended. As long as its lock stands, comment on it in My requests or Lock audit.";
    private static final String NOT_HIS = "Only people who may see a task or a request comment on it.";
    private static final String TEXT = "The owner is on holiday.\nI have asked \\\"her\\\" deputy.";
    private static final String SAID = "The owner is on holiday.\nI have asked \"her\" deputy.";

    private Request request;
    private String comments;

    @BeforeEach
    void requestThatWaitsForItsApproval() {
        APPLICATION.deleteRequests();
        request = APPLICATION.waitingRequest();
        comments = "task/" + request.task() + "/comment";
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @Test
    void commentOfAnApproverIsSealedAndShown(@TempDir Path folder) throws Exception {
        HttpResponse<String> made = say("manager", TEXT);

        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(said()).containsExactly(SAID + " by manager at " + request.task());
        assertThat(get("manager", comments).body()).contains("her", "\"userId\":\"manager\"");
        assertThat(APPLICATION
                        .as("operator")
                        .send("GET", AUDIT + request.id() + "/timeline", null, null)
                        .body())
                .contains("\"kind\":\"comment\",\"title\":\"Comment\",\"who\":\"manager\",\"detail\":\"The owner is");
        assertThat(verified().sound()).isTrue();
        assertThat(bundled(folder).problems()).isEmpty();
    }

    @Test
    void commentThatIsRemovedOrChangedStaysInTheLedger() {
        String first = id(say("manager", "one"));
        String second = id(say("manager", "two"));

        HttpResponse<String> removed = APPLICATION.as("manager").engine("DELETE", comments + "/" + first, null);
        HttpResponse<String> changed = APPLICATION
                .as("manager2")
                .engine("PUT", comments, "{\"id\":\"" + second + "\",\"message\":\"no, three\"}");

        assertThat(removed.statusCode()).as(removed.body()).isEqualTo(204);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
        assertThat(get("manager", comments).body()).contains("no, three").doesNotContain("one", "two");
        assertThat(said())
                .containsExactly(
                        "one by manager at " + request.task(),
                        "two by manager at " + request.task(),
                        "no, three by manager2 at " + request.task());
    }

    @ParameterizedTest
    @CsvSource({
        "'', message: write what you want to say.",
        "' ', message: write what you want to say.",
        "'a\\u0000b', has the hidden character U+0000",
        "'a\\u202eb', has the hidden character U+202E",
    })
    void textThatNobodyCouldReadIsRefused(String text, String sentence) {
        HttpResponse<String> refused = say("manager", text);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains(sentence.replace("message: ", ""));
        assertThat(said()).isEmpty();
        assertThat(get("manager", comments).body()).isEqualTo("[]");
    }

    @Test
    void commentIsShort() {
        assertThat(say("manager", "x".repeat(1000)).statusCode()).isEqualTo(200);
        assertThat(say("manager", "x".repeat(1001)).body()).contains("has 1001 characters, at most 1000 are allowed.");
        assertThat(said()).hasSize(1);
    }

    @Test
    void whoMaySeeNothingOfATaskSaysNothingToIt() {
        assertThat(say("requester", "Hurry!").statusCode()).isEqualTo(400);
        assertThat(get("requester", comments).statusCode()).isEqualTo(404);
        assertThat(say("operator", "Hurry!").body()).contains(NOT_HIS, "urn:account-lock:not-allowed");
        assertThatThrownBy(() -> as("requester", () -> tasks().createComment(request.task(), null, "Hurry!")))
                .hasMessage(NOT_HIS);
        assertThatThrownBy(() -> as("requester", () -> tasks().createComment(null, request.id(), "Hurry!")))
                .hasMessage(NOT_HIS);
        assertThatThrownBy(() -> tasks().createComment(request.task(), null, "Hurry!"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Log in to comment on a request: nobody is authenticated.");
        assertThat(said()).isEmpty();
    }

    @Test
    void readingATaskToCommentOnItTellsNothingElse() {
        String asked = "history/task?taskId=" + request.task();
        APPLICATION.setVariableBehindTheDoors(request, "secret", "this");

        assertThat(get("manager", asked).body()).contains(request.task());
        assertThat(get("manager", asked + "&processVariables=secret_eq_this").body())
                .isEqualTo("[]");
        assertThat(get("manager", "history/task?processInstanceId=" + request.id())
                        .body())
                .isEqualTo("[]");
        assertThat(get("requester", asked).body()).isEqualTo("[]");
    }

    @Test
    void nothingIsSaidAfterTheEnd() {
        APPLICATION.deleteRequests();

        assertThatThrownBy(() -> as("manager", () -> tasks().createComment(request.task(), null, "Too late.")))
                .isInstanceOf(Refusal.class)
                .hasMessage(ENDED);
        assertThatThrownBy(() -> as("operator", () -> tasks().createComment(null, request.id(), "Too late.")))
                .isInstanceOf(Refusal.class)
                .hasMessage(ENDED);
        assertThat(said()).isEmpty();
    }

    @Test
    void commentStandsBesideOneRequest() {
        Request other = request;
        requestThatWaitsForItsApproval();

        HttpResponse<String> refused = APPLICATION
                .as("manager")
                .engine(
                        "POST",
                        comments + "/create",
                        "{\"message\":\"hidden\",\"processInstanceId\":\"" + other.id() + "\"}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("is not the process instance of this task.");
        assertThat(said()).isEmpty();
    }

    private HttpResponse<String> say(String person, String text) {
        return APPLICATION
                .as(person)
                .engine("POST", comments + "/create", "{\"message\":\"" + text.replace("\n", "\\n") + "\"}");
    }

    private static HttpResponse<String> get(String person, String path) {
        return APPLICATION.as(person).engine("GET", path, null);
    }

    private static String id(HttpResponse<String> made) {
        return APPLICATION.as("manager").json(made).get("id").asText();
    }

    private List<String> said() {
        return trail().facts().stream()
                .map(told -> told.fact())
                .filter(Commented.class::isInstance)
                .map(Commented.class::cast)
                .map(comment -> comment.text() + " by " + comment.by().id() + " at " + comment.task())
                .toList();
    }

    private Trail trail() {
        return services().ledger().trail(request.id());
    }

    private static AccountLockServices services() {
        return AccountLockServices.of(APPLICATION.engine()).orElseThrow();
    }

    private LedgerVerifier.Report verified() throws Exception {
        try (Connection connection = APPLICATION.connection()) {
            return LedgerCheck.verify(connection, services().keys(), Optional.empty(), done -> {});
        }
    }

    private BundleCheck.Result bundled(Path folder) throws Exception {
        Path file = folder.resolve("bundle.zip");
        try (OutputStream out = Files.newOutputStream(file)) {
            Bundle.write(out, trail(), Optional.empty(), Map.of(), services().keys(), Instant.now());
        }
        return BundleCheck.of(file, services().keys());
    }

    private static TaskService tasks() {
        return APPLICATION.engine().getTaskService();
    }

    private static <T> T as(String person, Callable<T> work) throws Exception {
        IdentityService identity = APPLICATION.engine().getIdentityService();
        identity.setAuthentication(person, groups(person));
        try {
            return work.call();
        } finally {
            identity.clearAuthentication();
        }
    }

    private static List<String> groups(String person) {
        return APPLICATION.engine().getIdentityService().createGroupQuery().groupMember(person).list().stream()
                .map(group -> group.getId())
                .toList();
    }
}
