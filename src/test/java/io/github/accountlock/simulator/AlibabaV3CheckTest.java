package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlibabaV3CheckTest {

    private static final Vector LOCK = Vector.read("alibaba-01-v3-lock");
    private static final Vector STS = Vector.read("alibaba-02-v3-unlock-sts");
    private static final Vector FORM = Vector.read("alibaba-05-v3-form-body");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alibaba-01-v3-lock",
                "alibaba-02-v3-unlock-sts",
                "alibaba-03-v3-encoding",
                "alibaba-04-v3-describe-get",
                "alibaba-05-v3-form-body",
                "alibaba-08-documented-v3"
            })
    void goldenVectorsAreAccepted(String name) {
        Vector vector = Vector.read(name);

        assertThatCode(() -> check(vector).verify(vector.request())).doesNotThrowAnyException();
    }

    @Test
    void queryWrittenAsAFormIsAccepted() {
        Vector vector = Vector.read("alibaba-03-v3-encoding");
        Request asForm = Vector.withQuery(
                vector.request(),
                vector.request()
                        .rawQuery()
                        .replace("%20", "+")
                        .replace("%2A", "*")
                        .replace("~", "%7E"));

        assertThatCode(() -> check(vector).verify(asForm)).doesNotThrowAnyException();
    }

    @Test
    void nonceWorksOnce() {
        AlibabaV3Check check = check(LOCK);
        check.verify(LOCK.request());

        assertRefused(check, LOCK.request(), "SignatureNonceUsed");
    }

    @Test
    void refusedRequestDoesNotUseUpTheNonce() {
        AlibabaV3Check check = check(LOCK);
        assertRefused(check, Vector.withQuery(LOCK.request(), "AccountName=other"), "SignatureDoesNotMatch");

        assertThatCode(() -> check.verify(LOCK.request())).doesNotThrowAnyException();
    }

    @Test
    void tamperedMethodIsRefused() {
        assertRefused(Vector.withMethod(LOCK.request(), "GET"), "SignatureDoesNotMatch");
    }

    @Test
    void repeatedParameterIsRefused() {
        Request repeated = Vector.withQuery(
                LOCK.request(), "AccountName=other&" + LOCK.request().rawQuery());

        assertRefused(repeated, "SignatureDoesNotMatch");
    }

    @Test
    void otherActionThanTheSignedOneIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "x-acs-action", "DescribeAccounts"), "SignatureDoesNotMatch");
    }

    @Test
    void otherHostThanTheSignedOneIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "host", "example.com"), "SignatureDoesNotMatch");
    }

    @Test
    void bodyThatDoesNotFitItsHashIsRefused() {
        assertRefused(check(FORM), Vector.withBody(FORM.request(), "AccountName=other"), "SignatureDoesNotMatch");
    }

    @Test
    void unsignedHeaderOfTheProviderIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "x-acs-region-id", "cn-beijing"), "IncompleteSignature");
    }

    @Test
    void missingNonceIsRefused() {
        assertRefused(Vector.without(LOCK.request(), "x-acs-signature-nonce"), "IncompleteSignature");
    }

    @Test
    void otherAlgorithmIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "authorization", "Basic abc"), "InvalidSignatureMethod");
    }

    @Test
    void unknownKeyIsRefused() {
        AlibabaV3Check knowsNobody =
                new AlibabaV3Check(new CloudKeys(List.of()), new AlibabaClockAndNonce(LOCK.clock()));

        assertRefused(knowsNobody, LOCK.request(), "InvalidAccessKeyId.NotFound");
    }

    @Test
    void otherTokenIsRefused() {
        assertRefused(
                check(STS),
                Vector.with(STS.request(), "x-acs-security-token", "other"),
                "InvalidSecurityToken.MismatchWithAccessKey");
    }

    @Test
    void expiredTokenIsRefused() {
        assertRefused(
                check(STS),
                Vector.with(STS.request(), "x-acs-security-token", CloudKeys.EXPIRED_TOKEN),
                "InvalidSecurityToken.Expired");
    }

    @Test
    void malformedDateIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "x-acs-date", "2026-13-02T03:04:05Z"), "InvalidTimeStamp.Format");
    }

    @ParameterizedTest
    @ValueSource(longs = {-901, 901})
    void clockMoreThanAQuarterOfAnHourOffIsRefused(long seconds) {
        Clock off = Clock.offset(LOCK.clock(), Duration.ofSeconds(seconds));

        assertRefused(
                new AlibabaV3Check(LOCK.keys(), new AlibabaClockAndNonce(off)),
                LOCK.request(),
                "InvalidTimeStamp.Expired");
    }

    private static AlibabaV3Check check(Vector vector) {
        return new AlibabaV3Check(vector.keys(), new AlibabaClockAndNonce(vector.clock()));
    }

    private static void assertRefused(Request request, String code) {
        assertRefused(check(LOCK), request, code);
    }

    private static void assertRefused(AlibabaV3Check check, Request request, String code) {
        assertThatThrownBy(() -> check.verify(request))
                .isInstanceOf(Refusal.class)
                .extracting(refusal -> ((Refusal) refusal).code())
                .isEqualTo(code);
    }
}
