package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TencentSignatureCheckTest {

    private static final Vector LOCK = Vector.read("tencent-07-lock-signed-action");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tencent-01-lock-post",
                "tencent-02-unlock-token-utc-midnight",
                "tencent-03-describe-post-bare-json",
                "tencent-04-describe-get",
                "tencent-05-lock-non-ascii-body",
                "tencent-06-documented-signed-action",
                "tencent-07-lock-signed-action"
            })
    void goldenVectorsAreAccepted(String name) {
        Vector vector = Vector.read(name);

        assertThatCode(() -> check(vector).verify(vector.request())).doesNotThrowAnyException();
    }

    @Test
    void signatureWithoutThePortOfTheHostIsAccepted() {
        Vector vector = Vector.read("tencent-01-lock-post");
        Request withPort = Vector.with(vector.request(), "host", "postgres.tencentcloudapi.com:8090");

        assertThatCode(() -> check(vector).verify(withPort)).doesNotThrowAnyException();
    }

    @Test
    void tamperedBodyIsRefused() {
        assertRefused(Vector.withBody(LOCK.request(), "{}"), "AuthFailure.SignatureFailure");
    }

    @Test
    void tamperedQueryIsRefused() {
        assertRefused(Vector.withQuery(LOCK.request(), "Limit=1"), "AuthFailure.SignatureFailure");
    }

    @Test
    void tamperedMethodIsRefused() {
        assertRefused(Vector.withMethod(LOCK.request(), "GET"), "AuthFailure.SignatureFailure");
    }

    @Test
    void otherActionThanTheSignedOneIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "x-tc-action", "UnlockAccount"), "AuthFailure.SignatureFailure");
    }

    @Test
    void otherHostThanTheSignedOneIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "host", "example.com"), "AuthFailure.SignatureFailure");
    }

    @Test
    void otherContentTypeThanTheSignedOneIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "content-type", "text/plain"), "AuthFailure.SignatureFailure");
    }

    @Test
    void scopeDateOtherThanThatOfTheTimestampIsRefused() {
        assertRefused(authorized("/2026-01-02/", "/2026-01-03/"), "AuthFailure.SignatureFailure");
    }

    @Test
    void otherServiceOnThePostgresHostIsRefused() {
        assertRefused(authorized("/postgres/", "/cvm/"), "AuthFailure.SignatureFailure");
    }

    @Test
    void unsignedHostIsRefused() {
        assertRefused(authorized("content-type;host;", "content-type;"), "AuthFailure.SignatureFailure");
    }

    @Test
    void unknownKeyIsRefused() {
        TencentSignatureCheck knowsNobody = new TencentSignatureCheck(new CloudKeys(List.of()), LOCK.clock());

        assertRefused(knowsNobody, LOCK.request(), "AuthFailure.SecretIdNotFound");
    }

    @Test
    void missingAuthorizationIsRefused() {
        assertRefused(Vector.without(LOCK.request(), "authorization"), "AuthFailure.InvalidAuthorization");
    }

    @Test
    void missingTimestampIsRefused() {
        assertRefused(Vector.without(LOCK.request(), "x-tc-timestamp"), "MissingParameter");
    }

    @Test
    void tokenWithAPermanentKeyIsRefused() {
        assertRefused(Vector.with(LOCK.request(), "x-tc-token", "some-token"), "AuthFailure.TokenFailure");
    }

    @Test
    void missingTokenOfATemporaryKeyIsRefused() {
        Vector vector = Vector.read("tencent-02-unlock-token-utc-midnight");

        assertRefused(check(vector), Vector.without(vector.request(), "x-tc-token"), "AuthFailure.TokenFailure");
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void clockMoreThanFiveMinutesOffIsRefused(long seconds) {
        Clock off = Clock.offset(LOCK.clock(), Duration.ofSeconds(seconds));

        assertRefused(new TencentSignatureCheck(LOCK.keys(), off), LOCK.request(), "AuthFailure.SignatureExpire");
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void clockFiveMinutesOffIsAccepted(long seconds) {
        Clock off = Clock.offset(LOCK.clock(), Duration.ofSeconds(seconds));

        assertThatCode(() -> new TencentSignatureCheck(LOCK.keys(), off).verify(LOCK.request()))
                .doesNotThrowAnyException();
    }

    private static Request authorized(String part, String other) {
        Request request = LOCK.request();
        return Vector.with(
                request, "authorization", request.header("authorization").replace(part, other));
    }

    private static TencentSignatureCheck check(Vector vector) {
        return new TencentSignatureCheck(vector.keys(), vector.clock());
    }

    private static void assertRefused(Request request, String code) {
        assertRefused(check(LOCK), request, code);
    }

    private static void assertRefused(TencentSignatureCheck check, Request request, String code) {
        assertThatThrownBy(() -> check.verify(request))
                .isInstanceOf(Refusal.class)
                .extracting(refusal -> ((Refusal) refusal).code())
                .isEqualTo(code);
    }
}
