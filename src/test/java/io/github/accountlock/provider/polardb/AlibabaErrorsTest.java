package io.github.accountlock.provider.polardb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.provider.http.ErrorKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlibabaErrorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
            THROTTLED : Throttling Throttling.User Throttling.Api RequestThrottling
            TRANSIENT : ServiceUnavailable InternalError InternalError.Brandnew SignatureNonceUsed
            TRANSIENT : Connect.Timeout Database.ConnectError Account.QueryError
            NOT_FOUND : InvalidDBCluster.NotFound InvalidDBClusterId.NotFound Forbidden.InstanceNotFound
            NOT_FOUND : InvalidAccountName.NotFound InvalidAccount.NotFound
            CONFLICT : IncorrectAccountStatus IncorrectDBClusterState OperationDenied.ClusterStatus
            CONFLICT : OperationDenied.DBClusterStatus OperationDenied.OperateStatus OperationDenied
            CONFLICT : ConcurrentTaskExceeded EngineMigration.ActionDisabled Account.UpdateError
            AUTH : InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive SignatureDoesNotMatch
            AUTH : IncompleteSignature InvalidSignatureMethod InvalidSecurityToken.Malformed
            AUTH : InvalidSecurityToken.MismatchWithAccessKey Forbidden.RAM Forbidden NoPermission
            AUTH : ActionUnauthorized Forbidden.RiskControl Forbidden.UserVerification
            CLOCK : InvalidTimeStamp.Expired InvalidTimeStamp.Format IllegalTimestamp
            EXPIRED_TOKEN : InvalidSecurityToken.Expired
            CALLER : InvalidAccountName.Malformed InvalidAccountLockState InvalidAccountLockState.Malformed
            CALLER : InvalidPageSize.Malformed InvalidPageNumber.Malformed MissingParameter MissingDBClusterId
            CALLER : InvalidParameter InvalidParameter.Brandnew InvalidApi.NotFound InvalidProduct.NotFound
            CALLER : InvalidVersion InvalidAction InvalidAction.NotFound UnsupportedOperation UnsupportedHTTPMethod
            CALLER : InvalidProtocol.NeedSsl InvalidDBClusterId.Malformed GdnRole.NotSupport
            """)
    void listedCodesHaveTheirKindWhateverTheStatus(ErrorKind kind, String codes) {
        assertThat(codes.strip().split(" ")).allSatisfy(code -> {
            for (int status : new int[] {200, 400, 403, 404, 429, 500, 503}) {
                assertThat(AlibabaErrors.kind(code, status)).isEqualTo(kind);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "500, TRANSIENT",
        "503, TRANSIENT",
        "408, TRANSIENT",
        "429, TRANSIENT",
        "200, TRANSIENT",
        "302, TRANSIENT",
        "401, AUTH",
        "403, AUTH",
        "404, NOT_FOUND",
        "400, CALLER",
        "409, CALLER"
    })
    void unlistedCodesGoByTheStatus(int status, ErrorKind kind) {
        assertThat(AlibabaErrors.kind("Brandnew", status)).isEqualTo(kind);
    }
}
