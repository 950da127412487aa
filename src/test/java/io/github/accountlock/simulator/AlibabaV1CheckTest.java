package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlibabaV1CheckTest {

    private static final Vector LOCK = Vector.read("alibaba-06-rpc-v1-lock");
    private static final Vector STS = Vector.read("alibaba-07-rpc-v1-get-sts-encoding");

    @ParameterizedTest
    @ValueSource(
            strings = {"alibaba-06-rpc-v1-lock", "alibaba-07-rpc-v1-get-sts-encoding", "alibaba-09-documented-rpc-v1"})
    void goldenVectorsAreAcceptedInTheQuery(String name) {
        Vector vector = Vector.read(name);

        assertThatCode(() -> check(vector).verify(inQuery(vector, vector.signedParameters())))
                .doesNotThrowAnyException();
    }

    @Test
    void parametersInAFormAreAccepted() {
        assertThatCode(() -> check(LOCK).verify(split(LOCK, Map.of(), LOCK.signedParameters())))
                .doesNotThrowAnyException();
    }

    @Test
    void parametersSplitOverQueryAndFormAreAccepted() {
        Map<String, String> query = new TreeMap<>(LOCK.signedParameters());
        Map<String, String> form = Map.of("AccountName", query.remove("AccountName"));

        assertThatCode(() -> check(LOCK).verify(split(LOCK, query, form))).doesNotThrowAnyException();
    }

    @Test
    void nonceWorksOnce() {
        AlibabaV1Check check = check(LOCK);
        check.verify(inQuery(LOCK, LOCK.signedParameters()));

        assertRefused(check, inQuery(LOCK, LOCK.signedParameters()), "SignatureNonceUsed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccountName", "AccountLockState", "DBClusterId", "Action", "Version", "SignatureNonce"})
    void tamperedParameterIsRefused(String name) {
        assertRefused(LOCK, name, "other", "SignatureDoesNotMatch");
    }

    @Test
    void addedParameterIsRefused() {
        assertRefused(LOCK, "AccountPasswordValidTime", "2026-09-17T10:00:00Z", "SignatureDoesNotMatch");
    }

    @Test
    void otherMethodIsRefused() {
        Request get = Vector.withMethod(inQuery(LOCK, LOCK.signedParameters()), "GET");

        assertRefused(check(LOCK), get, "SignatureDoesNotMatch");
    }

    @Test
    void unknownKeyIsRefused() {
        assertRefused(LOCK, "AccessKeyId", "other", "InvalidAccessKeyId.NotFound");
    }

    @Test
    void otherTokenIsRefused() {
        assertRefused(STS, "SecurityToken", "other", "InvalidSecurityToken.MismatchWithAccessKey");
    }

    @Test
    void otherAlgorithmIsRefused() {
        assertRefused(LOCK, "SignatureMethod", "NONE", "InvalidSignatureMethod");
    }

    @Test
    void missingSignatureIsRefused() {
        assertRefused(LOCK, "Signature", "", "IncompleteSignature");
    }

    @Test
    void clockMoreThanAQuarterOfAnHourOffIsRefused() {
        Clock off = Clock.offset(LOCK.clock(), Duration.ofSeconds(901));

        assertRefused(
                new AlibabaV1Check(LOCK.keys(), new AlibabaClockAndNonce(off)),
                inQuery(LOCK, LOCK.signedParameters()),
                "InvalidTimeStamp.Expired");
    }

    private static AlibabaV1Check check(Vector vector) {
        return new AlibabaV1Check(vector.keys(), new AlibabaClockAndNonce(vector.clock()));
    }

    private static Request inQuery(Vector vector, Map<String, String> parameters) {
        return split(vector, parameters, Map.of());
    }

    private static Request split(Vector vector, Map<String, String> query, Map<String, String> form) {
        return new Request(
                vector.input().path("method").asText(),
                "/",
                FormParameters.canonical(new TreeMap<>(query)),
                Map.of("content-type", "application/x-www-form-urlencoded"),
                FormParameters.canonical(new TreeMap<>(form)).getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Vector vector, String name, String value, String code) {
        Map<String, String> tampered = new TreeMap<>(vector.signedParameters());
        tampered.put(name, value);
        assertRefused(check(vector), inQuery(vector, tampered), code);
    }

    private static void assertRefused(AlibabaV1Check check, Request request, String code) {
        assertThatThrownBy(() -> check.verify(request))
                .isInstanceOf(Refusal.class)
                .extracting(refusal -> ((Refusal) refusal).code())
                .isEqualTo(code);
    }
}
