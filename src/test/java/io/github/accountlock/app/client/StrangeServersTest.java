package io.github.accountlock.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.app.client.CommandLine.Answer;
import io.github.accountlock.fixture.ApplicationProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are newer, away, others, or not there. */
class StrangeServersTest {

    private static final String TOKEN = "fake-token-of-a-test";

    private final MockWebServer server = new MockWebServer();
    private CommandLine program;

    @BeforeEach
    void start() throws IOException {
        server.start();
        program = CommandLine.in(
                Map.of("ACCOUNT_LOCK_URL", server.url("/prefix/").toString(), "ACCOUNT_LOCK_TOKEN", TOKEN));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tokenGoesInItsHeaderBelowThePathOfTheAddress() throws Exception {
        answers(200, "{\"requests\":[],\"more\":false}");

        assertThat(program.run("list")).returns(0, Answer::code);

        var call = server.takeRequest();
        assertThat(call.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(call.getUrl().encodedPath()).isEqualTo("/prefix/engine-rest/account-lock/requests/own");
    }

    @ParameterizedTest
    @CsvSource({
        "LOCKED, 0",
        "REJECTED, 3",
        "UNDONE, 4",
        "CLOSED_BY_OPERATOR, 5",
        "DELETED, 5",
        "LOCKED_BY_MAGIC, 10",
        "'', 10"
    })
    void outcomeDecidesTheCode(String outcome, int code) {
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"ENDED\",\"outcome\":\"" + outcome + "\"}");

        Answer answer = program.run("wait", "a-1", "--json");

        assertThat(answer).returns(code, Answer::code);
        assertThat(answer.out()).contains("\"outcome\":\"" + outcome + "\"", "\"exitCode\":" + code + ",");
    }

    @ParameterizedTest
    @CsvSource({"STUCK, 5", "STOPPED, 5", "LOCKED, 0"})
    void stageInWhichNothingHappensByItselfEndsTheWait(String stage, int code) {
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"" + stage + "\",\"outcome\":\"\"}");

        assertThat(program.run("wait", "a-1")).returns(code, Answer::code);
    }

    @Test
    void stageOfANewerServerIsShownAndWaitedFor() {
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"DREAMING\",\"outcome\":\"\"}");
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"DREAMING\",\"outcome\":\"\"}");
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"ENDED\",\"outcome\":\"LOCKED\"}");

        assertThat(program.run("status", "a-1"))
                .returns(6, Answer::code)
                .satisfies(answer -> assertThat(answer.out()).contains("DREAMING"));
        assertThat(program.run("wait", "a-1")).returns(0, Answer::code);
    }

    @Test
    void waitGoesOnWhileAServerItHasReachedIsAway() {
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"APPROVAL\",\"outcome\":\"\"}");
        answers(503, "{\"type\":\"urn:account-lock:database-away\",\"detail\":\"The database is away.\"}");
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseSocket())
                .build());
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"ENDED\",\"outcome\":\"LOCKED\"}");

        assertThat(program.run("wait", "a-1")).returns(0, Answer::code);
    }

    @Test
    void waitForAServerThatIsNotThereEndsAtOnce() {
        answers(503, "{\"type\":\"urn:account-lock:database-away\",\"detail\":\"The database is away.\"}");

        Answer answer = program.run("wait", "a-1", "--json");

        assertThat(answer).returns(8, Answer::code);
        assertThat(answer.err()).startsWith("The database is away.");
        assertThat(answer.out()).contains("\"type\":\"urn:account-lock:database-away\"", "\"requestId\":\"a-1\"");
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void requestWithoutAnAnswerIsSentOnceAndSaidToBePerhapsMade() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());

        Answer answer = program.run(
                "request", "lock", "--provider=p", "--region=r", "--instance=i", "--account=a", "--reason=why");

        assertThat(answer).returns(8, Answer::code);
        assertThat(answer.err()).contains("Whether it was done is not known");
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void requestThatIsMadeIsAwaitedAlsoWhereTheServerIsAwayRightAfterwards() {
        answers(200, "{\"id\":\"a-1\"}");
        answers(503, "{\"type\":\"urn:account-lock:database-away\",\"detail\":\"The database is away.\"}");
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"ENDED\",\"outcome\":\"LOCKED\"}");

        assertThat(program.run(
                        "request",
                        "lock",
                        "--provider=p",
                        "--region=r",
                        "--instance=i",
                        "--account=a",
                        "--reason=why",
                        "--wait"))
                .returns(0, Answer::code);
    }

    @Test
    void serverThatTellsNoIdHasMadeNothingThatCouldBeNamed() {
        answers(200, "{\"hello\":\"world\"}");

        assertThat(program.run(
                        "request", "lock", "--provider=p", "--region=r", "--instance=i", "--account=a", "--reason=why"))
                .returns(1, Answer::code);
    }

    @Test
    void nobodyIsFollowedElsewhereWithTheToken() throws IOException {
        try (MockWebServer elsewhere = new MockWebServer()) {
            elsewhere.start();
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .setHeader("Location", elsewhere.url("/login"))
                    .build());

            Answer answer = program.run("list");

            assertThat(answer).returns(8, Answer::code);
            assertThat(answer.err()).contains("sends elsewhere, to " + elsewhere.url("/login"));
            assertThat(elsewhere.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"404, <html>, 8", "200, <html>, 8", "500, <html>, 1", "401, '', 7", "403, '{\"message\":\"No.\"}', 7"})
    void whateverItAnswersIsASentence(int status, String body, int code) {
        answers(status, body);

        Answer answer = program.run("list", "--json");

        assertThat(answer).returns(code, Answer::code);
        assertThat(answer.err()).isNotBlank().doesNotContain(TOKEN, "Exception", "<html>");
        assertThat(answer.out()).contains("\"exitCode\":" + code).doesNotContain(TOKEN);
    }

    @Test
    void nobodyThereAndNoTrustAreSaidApart() throws IOException {
        int nobody = ApplicationProcess.freePort();
        assertThat(program.run("list", "--url", "http://127.0.0.1:" + nobody))
                .returns(8, Answer::code)
                .satisfies(answer -> assertThat(answer.err()).contains("There is no connection to it."));

        HeldCertificate unknown = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        try (MockWebServer untrusted = new MockWebServer()) {
            untrusted.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(unknown)
                    .build()
                    .sslSocketFactory());
            untrusted.start();
            assertThat(program.run("list", "--url", "https://127.0.0.1:" + untrusted.getPort()))
                    .returns(8, Answer::code)
                    .satisfies(answer -> assertThat(answer.err()).contains("TLS failed"));
            assertThat(untrusted.getRequestCount()).isZero();
        }
    }

    @Test
    void textOfARequestCannotActOnTheTerminal() {
        answers(
                200,
                "{\"requestId\":\"a-1\",\"stage\":\"APPROVAL\",\"requester\":\"r\",\"askedFor\":"
                        + "\"\\u001b[2Jcleared\\u202e\\rdigest 123\\nended LOCKED\"}");

        String shown = program.run("status", "a-1").out();

        assertThat(shown).doesNotContain("\u001b", "\u202e", "\r").contains("cleared", "\n             ended LOCKED");
    }

    @Test
    void tokenFileIsReadAgainForEachCall(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first-token\n");
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"APPROVAL\"}");
        answers(200, "{\"requestId\":\"a-1\",\"stage\":\"APPROVAL\"}");

        Access access = Access.of(
                Arguments.parse(Verb.STATUS, List.of("a-1", "--token-file", file.toString())),
                Map.of("ACCOUNT_LOCK_URL", server.url("/").toString(), "ACCOUNT_LOCK_TOKEN", TOKEN));
        Server rest = new Server(access);
        rest.get("account-lock/requests/a-1");
        Files.writeString(file, "second-token\n");
        rest.get("account-lock/requests/a-1");

        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer first-token");
        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer second-token");
    }

    private void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }
}
