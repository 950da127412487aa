package io.github.accountlock.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;
import com.fasterxml.jackson.databind.JsonNode;
import com.tencentcloudapi.common.AbstractModel;
import com.tencentcloudapi.common.CommonClient;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official clients of both providers talk to the simulation as to the real thing. */
class OfficialSdkTest {

    private final SimulatedClouds clouds = SimulatedClouds.start(0, Clock.systemUTC());
    private final ControlClient control = new ControlClient(clouds);

    @AfterEach
    void close() {
        clouds.close();
    }

    @Test
    void tencentSdkLocksByPost() throws Exception {
        tencent("POST", permanent())
                .call("LockAccount", "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"app_user\"}");

        assertThat(control.stateOf("tencent-postgres", "app_user")).isEqualTo("LOCKED");
    }

    @Test
    void tencentSdkLocksByGet() throws Exception {
        tencent("GET", permanent()).commonRequest(lockModel(), "LockAccount");

        assertThat(control.stateOf("tencent-postgres", "app_user")).isEqualTo("LOCKED");
        assertThat(control.calls().get(0).path("executed").asBoolean()).isTrue();
    }

    @Test
    void tencentSdkMayLeaveTheBodyUnsigned() throws Exception {
        CommonClient unsigned = tencent("POST", permanent());
        unsigned.getClientProfile().setUnsignedPayload(true);

        unsigned.call("LockAccount", "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"app_user\"}");

        assertThat(control.stateOf("tencent-postgres", "app_user")).isEqualTo("LOCKED");
    }

    @Test
    void tencentSdkReadsAPage() throws Exception {
        String answer = tencent("POST", permanent())
                .call("DescribeAccounts", "{\"DBInstanceId\":\"postgres-demo01\",\"Limit\":100,\"Offset\":100}");

        JsonNode response = Json.read(answer.getBytes(StandardCharsets.UTF_8)).path("Response");
        assertThat(response.path("TotalCount").asInt()).isEqualTo(125);
        assertThat(response.path("Details")).hasSize(25);
    }

    @Test
    void tencentSdkUsesTemporaryCredentials() throws Exception {
        tencent("POST", new Credential("demo-sts-key-id", "demo-sts-key-secret", "demo-sts-token"))
                .call("LockAccount", "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"app_user\"}");

        assertThat(control.stateOf("tencent-postgres", "app_user")).isEqualTo("LOCKED");
    }

    @ParameterizedTest
    @CsvSource({
        "demo-key-id, wrong, , AuthFailure.SignatureFailure",
        "unknown, demo-key-secret, , AuthFailure.SecretIdNotFound",
        "demo-sts-key-id, demo-sts-key-secret, , AuthFailure.TokenFailure",
        "demo-sts-key-id, demo-sts-key-secret, demo-sts-token-expired, AuthFailure.TokenFailure"
    })
    void tencentSdkUnderstandsRefusedKeys(String id, String secret, String token, String code) {
        Credential credential = token == null ? new Credential(id, secret) : new Credential(id, secret, token);

        assertThatThrownBy(() -> tencent("POST", credential)
                        .call("LockAccount", "{\"DBInstanceId\":\"postgres-demo01\",\"UserName\":\"app_user\"}"))
                .isInstanceOfSatisfying(TencentCloudSDKException.class, refused -> {
                    assertThat(refused.getErrorCode()).isEqualTo(code);
                    assertThat(refused.getRequestId()).hasSize(36);
                });
    }

    @Test
    void olderTencentSignatureIsRefusedInItsWords() {
        CommonClient older = tencent("POST", permanent());
        older.getClientProfile().setSignMethod(ClientProfile.SIGN_SHA256);

        assertThatThrownBy(() -> older.commonRequest(lockModel(), "LockAccount"))
                .isInstanceOfSatisfying(
                        TencentCloudSDKException.class,
                        refused -> assertThat(refused.getErrorCode()).isEqualTo("AuthFailure.InvalidAuthorization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET"})
    void alibabaSdkLocksWithParametersInTheQuery(String method) throws Exception {
        alibaba("demo-key-secret", null)
                .callApi(
                        params("ModifyAccountLockState", method, "json"),
                        new OpenApiRequest().setQuery(lock("app_user")),
                        new RuntimeOptions());

        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("LOCKED");
    }

    @Test
    void alibabaSdkLocksWithAFormBody() throws Exception {
        alibaba("demo-key-secret", null)
                .callApi(
                        params("ModifyAccountLockState", "POST", "formData"),
                        new OpenApiRequest().setBody(new HashMap<String, Object>(lock("app_user"))),
                        new RuntimeOptions());

        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("LOCKED");
    }

    @Test
    void alibabaSdkQueryOfOddCharactersIsProven() {
        assertThatThrownBy(() -> alibaba("demo-key-secret", null)
                        .callApi(
                                params("ModifyAccountLockState", "POST", "json"),
                                new OpenApiRequest().setQuery(lock("we ird*~é/na'(me)!+")),
                                new RuntimeOptions()))
                .isInstanceOfSatisfying(
                        TeaException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo("InvalidAccountName.NotFound"));
    }

    @Test
    void alibabaSdkReadsAnAccount() throws Exception {
        Map<String, ?> answer = alibaba("demo-key-secret", null)
                .callApi(
                        params("DescribeAccounts", "POST", "json"),
                        new OpenApiRequest().setQuery(Map.of("DBClusterId", "pc-demo01", "AccountName", "locked_user")),
                        new RuntimeOptions());

        assertThat(answer.toString()).contains("AccountLockState=Lock", "PageRecordCount=1");
    }

    @Test
    void alibabaSdkUsesTemporaryCredentials() throws Exception {
        alibaba("demo-sts-key-secret", "demo-sts-token")
                .callApi(
                        params("ModifyAccountLockState", "POST", "json"),
                        new OpenApiRequest().setQuery(lock("app_user")),
                        new RuntimeOptions());

        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("LOCKED");
    }

    @ParameterizedTest
    @CsvSource({
        "wrong, , SignatureDoesNotMatch",
        "demo-sts-key-secret, other, InvalidSecurityToken.MismatchWithAccessKey",
        "demo-sts-key-secret, demo-sts-token-expired, InvalidSecurityToken.Expired"
    })
    void alibabaSdkUnderstandsRefusedKeys(String secret, String token, String code) {
        assertThatThrownBy(() -> alibaba(secret, token)
                        .callApi(
                                params("ModifyAccountLockState", "POST", "json"),
                                new OpenApiRequest().setQuery(lock("app_user")),
                                new RuntimeOptions()))
                .isInstanceOfSatisfying(TeaException.class, refused -> {
                    assertThat(refused.getCode()).isEqualTo(code);
                    assertThat(refused.getMessage()).doesNotContain(secret);
                });
    }

    @ParameterizedTest
    @CsvSource({"POST, true", "POST, false", "GET, false"})
    void classicAlibabaSdkLocks(MethodType method, boolean inBody) throws Exception {
        com.aliyuncs.CommonRequest request = classicRequest(method);
        lock("app_user").forEach((name, value) -> {
            if (inBody) {
                request.putBodyParameter(name, value);
            } else {
                request.putQueryParameter(name, value);
            }
        });

        classic("demo-key-secret").getCommonResponse(request);

        assertThat(control.stateOf("alibaba-polardb", "app_user")).isEqualTo("LOCKED");
    }

    @Test
    void classicAlibabaSdkUnderstandsAWrongSecret() {
        com.aliyuncs.CommonRequest request = classicRequest(MethodType.POST);
        lock("app_user").forEach(request::putQueryParameter);

        assertThatThrownBy(() -> classic("wrong").getCommonResponse(request))
                .isInstanceOfSatisfying(
                        ClientException.class,
                        refused -> assertThat(refused.getErrCode()).isEqualTo("SignatureDoesNotMatch"));
    }

    private static Credential permanent() {
        return new Credential("demo-key-id", "demo-key-secret");
    }

    private CommonClient tencent(String method, Credential credential) {
        HttpProfile http = new HttpProfile();
        http.setProtocol("http://");
        http.setEndpoint("127.0.0.1:" + clouds.port());
        http.setReqMethod(method);
        ClientProfile profile = new ClientProfile();
        profile.setHttpProfile(http);
        return new CommonClient("postgres", "2017-03-12", credential, "ap-guangzhou", profile);
    }

    /** The SDK wants a model of its own for parameters in a query. */
    private static AbstractModel lockModel() {
        return new AbstractModel() {
            @Override
            protected void toMap(HashMap<String, String> map, String prefix) {
                setParamSimple(map, prefix + "DBInstanceId", "postgres-demo01");
                setParamSimple(map, prefix + "UserName", "app_user");
            }
        };
    }

    private com.aliyun.teaopenapi.Client alibaba(String secret, String token) throws Exception {
        boolean temporary = token != null;
        return new com.aliyun.teaopenapi.Client(new Config()
                .setAccessKeyId(temporary ? "demo-sts-key-id" : "demo-key-id")
                .setAccessKeySecret(secret)
                .setSecurityToken(token)
                .setProtocol("HTTP")
                .setEndpoint("127.0.0.1:" + clouds.port()));
    }

    private static Params params(String action, String method, String requestBody) {
        return new Params()
                .setAction(action)
                .setVersion("2017-08-01")
                .setProtocol("HTTP")
                .setPathname("/")
                .setMethod(method)
                .setAuthType("AK")
                .setStyle("RPC")
                .setReqBodyType(requestBody)
                .setBodyType("json");
    }

    private static Map<String, String> lock(String accountName) {
        return Map.of("DBClusterId", "pc-demo01", "AccountName", accountName, "AccountLockState", "Lock");
    }

    private static DefaultAcsClient classic(String secret) {
        return new DefaultAcsClient(DefaultProfile.getProfile("cn-hangzhou", "demo-key-id", secret));
    }

    private com.aliyuncs.CommonRequest classicRequest(MethodType method) {
        com.aliyuncs.CommonRequest request = new com.aliyuncs.CommonRequest();
        request.setSysMethod(method);
        request.setSysDomain("127.0.0.1:" + clouds.port());
        request.setSysProtocol(ProtocolType.HTTP);
        request.setSysVersion("2017-08-01");
        request.setSysAction("ModifyAccountLockState");
        return request;
    }
}
