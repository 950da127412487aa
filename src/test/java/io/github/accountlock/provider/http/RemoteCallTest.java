package io.github.accountlock.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import io.github.accountlock.domain.Secret;
import io.github.accountlock.provider.ProviderException;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Reason;
import io.github.accountlock.provider.ProviderException.Refused;
import io.github.accountlock.provider.ProviderException.Unavailable;
import io.github.accountlock.provider.http.RemoteCall.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteCallTest {

    private static final AccountRef ACCOUNT =
            new AccountRef(new ProviderId("tencent-postgres"), "ap-guangzhou", "postgres-4sfuv15b", "app_user");
    private static final RemoteCall CHANGE = new RemoteCall(ACCOUNT, "LockAccount", true);
    private static final RemoteCall READ = new RemoteCall(ACCOUNT, "DescribeAccounts", false);
    private static final Redaction REDACTION = new Redaction(
            new Credentials("fakeKeyId", new Secret("fakeKeySecret"), Optional.of(new Secret("fakeToken"))),
            "fakeSignature");

    @ParameterizedTest
    @CsvSource({
        "CALLER, CALLER",
        "AUTH, AUTH",
        "EXPIRED_TOKEN, STALE_CREDENTIALS",
        "CLOCK, STALE_CREDENTIALS",
        "NOT_FOUND, NOT_FOUND",
        "CONFLICT, CONFLICT"
    })
    void refusalsMeanTheSameForReadAndChange(ErrorKind kind, Reason reason) {
        for (RemoteCall call : new RemoteCall[] {CHANGE, READ}) {
            Refused refused = (Refused) call.failed(kind, new Failure("Some.Code", "no.", "6ace", null));

            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.code()).contains("Some.Code");
            assertThat(refused)
                    .hasMessage("tencent-postgres/ap-guangzhou/postgres-4sfuv15b/app_user: " + call.action()
                            + " was refused: no. (code Some.Code, request id 6ace)");
        }
    }

    @Test
    void throttlingCarriesTheHint() {
        Unavailable throttled = (Unavailable)
                CHANGE.failed(ErrorKind.THROTTLED, new Failure("a", "wait", "6ace", Duration.ofSeconds(2)));

        assertThat(throttled.isThrottled()).isTrue();
        assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void faultOfTheServiceLeavesAChangeOpenButNotARead() {
        Failure fault = new Failure("InternalError", "oops", "6ace", null);

        assertThat(CHANGE.failed(ErrorKind.TRANSIENT, fault)).isInstanceOf(AnswerLost.class);
        assertThat(READ.failed(ErrorKind.TRANSIENT, fault)).isInstanceOf(Unavailable.class);
        assertThat(CHANGE.broken("it answered HTTP 502", null)).isInstanceOf(AnswerLost.class);
        assertThat(READ.broken("it answered HTTP 502", null)).isInstanceOf(Unavailable.class);
    }

    @Test
    void whetherItWasSentDecidesAboutAChange() {
        NotAnswered before = new NotAnswered(false, new IOException("refused"));
        NotAnswered after = new NotAnswered(true, new IOException("timeout"));

        assertThat(CHANGE.notAnswered(before, REDACTION)).isInstanceOf(Unavailable.class);
        assertThat(CHANGE.notAnswered(after, REDACTION)).isInstanceOf(AnswerLost.class);
        assertThat(READ.notAnswered(before, REDACTION)).isInstanceOf(Unavailable.class);
        assertThat(READ.notAnswered(after, REDACTION))
                .isInstanceOf(Unavailable.class)
                .hasCause(after);
    }

    @Test
    void causeThatShowsASecretIsDropped() {
        NotAnswered echo = new NotAnswered(true, new IOException("Unexpected status line: fakeToken"));

        ProviderException lost = CHANGE.notAnswered(echo, REDACTION);

        assertThat(lost).hasMessageContaining("Unexpected status line: ***").hasNoCause();
    }

    @Test
    void messagesAreCleanedAndCut() {
        assertThat(REDACTION.clean(" line\r\none\u001b[31m\u2028two fakeKeyId fakeKeySecret fakeToken fakeSignature"))
                .isEqualTo("line one [31m two *** *** *** ***");
        assertThat(REDACTION.clean("x".repeat(299) + "fakeToken"))
                .doesNotContain("fake")
                .hasSize(301);
    }
}
