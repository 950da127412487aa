package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Signs calls to the simulated clouds with the demo key and sends each exactly once. */
final class CloudClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final SimulatedClouds clouds;
    private final Clock clock;

    CloudClient(SimulatedClouds clouds, Clock clock) {
        this.clouds = clouds;
        this.clock = clock;
    }

    HttpResponse<String> tencent(String action, ObjectNode parameters) throws IOException {
        return tencent(action, "2017-03-12", "ap-guangzhou", parameters.toString());
    }

    HttpResponse<String> tencent(String action, String version, String region, String body) throws IOException {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        String date = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        String signed = "content-type;host;x-tc-action";
        String canonical = "POST\n/\n\ncontent-type:application/json\nhost:127.0.0.1:" + clouds.port()
                + "\nx-tc-action:" + action.toLowerCase(Locale.ROOT) + "\n\n" + signed + "\n" + Digests.sha256Hex(body);
        String scope = date + "/127/tc3_request";
        byte[] key = Digests.hmacSha256(
                Digests.hmacSha256(Digests.hmacSha256(Digests.bytes("TC3demo-key-secret"), date), "127"),
                "tc3_request");
        String signature = Digests.hex(Digests.hmacSha256(
                key, "TC3-HMAC-SHA256\n" + timestamp + "\n" + scope + "\n" + Digests.sha256Hex(canonical)));
        return send(HttpRequest.newBuilder(clouds.uri().resolve("/"))
                .header("Content-Type", "application/json")
                .header("X-TC-Action", action)
                .header("X-TC-Version", version)
                .header("X-TC-Region", region)
                .header("X-TC-Timestamp", timestamp)
                .header(
                        "Authorization",
                        "TC3-HMAC-SHA256 Credential=demo-key-id/" + scope + ", SignedHeaders=" + signed + ", Signature="
                                + signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> tencentLock(String accountName) throws IOException {
        return tencent("LockAccount", Json.object(Map.of("DBInstanceId", "postgres-demo01", "UserName", accountName)));
    }

    HttpResponse<String> tencentAccounts() throws IOException {
        return tencent(
                "DescribeAccounts",
                Json.object().put("DBInstanceId", "postgres-demo01").put("Limit", 100));
    }

    HttpResponse<String> alibaba(String action, Map<String, String> parameters) throws IOException {
        return alibaba(action, "2017-08-01", parameters);
    }

    HttpResponse<String> alibaba(String action, String version, Map<String, String> parameters) throws IOException {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "x-acs-action", action,
                "x-acs-version", version,
                "x-acs-date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                "x-acs-signature-nonce", UUID.randomUUID().toString(),
                "x-acs-content-sha256", Digests.sha256Hex("")));
        StringBuilder canonicalHeaders = new StringBuilder("host:127.0.0.1:" + clouds.port() + "\n");
        headers.forEach((name, value) ->
                canonicalHeaders.append(name).append(':').append(value).append('\n'));
        String signed = "host;" + String.join(";", headers.keySet());
        String query = FormParameters.canonical(new TreeMap<>(parameters));
        String canonical = String.join("\n", "POST", "/", query, canonicalHeaders, signed, Digests.sha256Hex(""));
        String signature = Digests.hex(Digests.hmacSha256(
                Digests.bytes("demo-key-secret"), "ACS3-HMAC-SHA256\n" + Digests.sha256Hex(canonical)));
        HttpRequest.Builder request = HttpRequest.newBuilder(clouds.uri().resolve("/?" + query))
                .POST(HttpRequest.BodyPublishers.noBody())
                .header(
                        "Authorization",
                        "ACS3-HMAC-SHA256 Credential=demo-key-id,SignedHeaders=" + signed + ",Signature=" + signature);
        headers.forEach(request::header);
        return send(request);
    }

    HttpResponse<String> alibabaLock(String accountName) throws IOException {
        return alibaba(
                "ModifyAccountLockState",
                Map.of("DBClusterId", "pc-demo01", "AccountName", accountName, "AccountLockState", "Lock"));
    }

    HttpResponse<String> alibabaAccount(String accountName) throws IOException {
        return alibaba("DescribeAccounts", Map.of("DBClusterId", "pc-demo01", "AccountName", accountName));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
