package io.github.accountlock.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What auditors see of an answer. */
class AuditCopyTest {

    private static final Redaction REDACTION = new Redaction(
            new Credentials("fakeKeyId", new Secret("fakeKeySecret"), Optional.of(new Secret("fakeToken"))),
            "fakeSignature");

    @Test
    void harmlessAnswerIsKeptAsItCame() {
        String body = "{\"Response\":{\"TotalCount\":2,\"Details\":[{\"UserName\":\"app_user\",\"Status\":5,"
                + "\"Remark\":null,\"Locked\":true}],\"RequestId\":\"6ace\"}}";

        assertThat(copy(200, body)).isEqualTo(new CloudAnswer(200, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccountPassword",
                "pwd",
                "SecretKey",
                "SecurityToken",
                "Signature",
                "StringToSign",
                "AccessKeyId",
                "Authorization",
                "Credentials",
                "Set-Cookie",
                "SessionId",
                "Nonce",
                "PrivateData"
            })
    void valueOfAMemberWhoseNameSoundsSecretIsHidden(String name) {
        assertThat(copy(200, "{\"" + name + "\":\"visible\",\"deep\":{\"" + name + "\":{\"in\":\"visible\"}}}")
                        .body())
                .isEqualTo("{\"" + name + "\":\"***\",\"deep\":{\"" + name + "\":\"***\"}}");
    }

    @Test
    void whatTheRequestCarriedIsHiddenWhereverItIsEchoed() {
        String body = copy(
                        400, "{\"Message\":\"fakeKeyId fakeKeySecret\",\"x fakeToken\":1,\"List\":[\"fakeSignature\"]}")
                .body();

        assertThat(body).isEqualTo("{\"Message\":\"*** ***\",\"x ***\":\"***\",\"List\":[\"***\"]}");
    }

    @Test
    void listsTellOfTheAccountOnly() {
        String list = "{\"Details\":[{\"UserName\":\"other\"},{\"UserName\":\"app_user\",\"Status\":2},"
                + "{\"UserName\":\"app_user2\",\"Remark\":\"salary\"}],\"Codes\":[1,2]}";

        assertThat(copy(200, list).body())
                .isEqualTo("{\"Details\":[{\"UserName\":\"app_user\",\"Status\":2},\"… 2 other entries left out\"],"
                        + "\"Codes\":[1,2]}");
    }

    @Test
    void longAnswerIsCutAndSaysSo() {
        String many = "\"text\",".repeat(1000);
        CloudAnswer copy = copy(200, "{\"Many\":[" + many + "\"end\"]}");

        assertThat(copy.body()).hasSize(CloudAnswer.LONGEST).endsWith("… cut here; it had 7016 characters");
    }

    @Test
    void answerThatIsNoJsonHasItsStatusOnly() {
        assertThat(new AuditCopy("app_user", REDACTION).of(new Answer(502, Headers.of(), MissingNode.getInstance())))
                .isEqualTo(new CloudAnswer(502, ""));
    }

    /** Its SHA-256 would be another one after the database has stored it. */
    @Test
    void halfACharacterIsReplaced() {
        String body = copy(200, "{\"Remark\":\"\\ud83d\"}").body();

        assertThat(new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(body);
    }

    private static CloudAnswer copy(int status, String body) {
        try {
            return new AuditCopy("app_user", REDACTION)
                    .of(new Answer(status, Headers.of(), new ObjectMapper().readTree(body)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
