package io.github.accountlock.provider.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.provider.http.ErrorKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TencentErrorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
            THROTTLED : RequestLimitExceeded RequestLimitExceeded.UinLimitExceeded RequestLimitExceeded.IPLimitExceeded
            THROTTLED : RequestLimitExceeded.GlobalRegionUinLimitExceeded FailedOperation.OperateFrequencyLimitedError
            TRANSIENT : InternalError InternalError.SystemError InternalError.InternalHttpServerError
            TRANSIENT : InternalError.UnknownError InternalError.HttpError InternalError.TransactioBeginError
            TRANSIENT : InternalError.DBError DBError SystemError UnknownError FlowError UnknownParameter.HttpError
            TRANSIENT : FailedOperation.DatabaseAccessError FailedOperation.DatabaseAffectedError
            TRANSIENT : FailedOperation.FailedOperationError FailedOperation.ServiceAccessError
            TRANSIENT : FailedOperation.OssAccessError FailedOperation.CamCheckResourceError
            TRANSIENT : FailedOperation.CamSigAndAuthError ServiceUnavailable
            CONFLICT : ResourceUnavailable ResourceUnavailable.InvalidInstanceStatus ResourceInUse ResourceInsufficient
            CONFLICT : OperationDenied.InstanceStatusLimitOpError OperationDenied.InstanceStatusLimitError
            CONFLICT : OperationDenied.InstanceStatusDeniedError OperationDenied.DTSInstanceStatusError
            CONFLICT : InvalidInstanceStatus FailedOperation.PreCheckError FailedOperation.InvalidAccountStatus
            CONFLICT : InvalidAccountStatus FailedOperation.LimitOperation LimitOperation
            CONFLICT : FailedOperation.CheckAccountCAMCloseError
            NOT_FOUND : ResourceNotFound.InstanceNotFoundError ResourceNotFound InvalidParameterValue.InstanceNotExist
            NOT_FOUND : InstanceNotExist InvalidParameterValue.AccountNotExist AccountNotExist
            NOT_FOUND : InvalidParameterValue.AccountNotExistError
            CLOCK : AuthFailure.SignatureExpire
            EXPIRED_TOKEN : AuthFailure.TokenFailure
            AUTH : AuthFailure AuthFailure.SignatureFailure AuthFailure.SecretIdNotFound AuthFailure.InvalidSecretId
            AUTH : AuthFailure.InvalidAuthorization AuthFailure.MFAFailure AuthFailure.UnauthorizedOperation
            AUTH : UnauthorizedOperation UnauthorizedOperation.CamDenied OperationDenied.InstanceAccessDeniedError
            AUTH : OperationDenied.CamDeniedError OperationDenied.AccountOperationDenied FailedOperation.CamAuthFailed
            AUTH : IpInBlacklist IpNotInWhitelist
            CALLER : InvalidParameter InvalidParameter.Whatever InvalidParameterValue
            CALLER : InvalidParameterValue.InvalidAccountNameError InvalidParameterValue.InvalidAccountNameFormatError
            CALLER : InvalidParameterValue.InvalidDatabaseObjectName InvalidParameterValue.ParameterLengthLimitError
            CALLER : MissingParameter UnknownParameter UnknownParameter.Whatever InvalidRequest InvalidAction
            CALLER : ActionOffline NoSuchVersion NoSuchProduct UnsupportedOperation UnsupportedProtocol
            CALLER : UnsupportedRegion RegionNotSupported RequestSizeLimitExceeded ResponseSizeLimitExceeded
            CALLER : LimitExceeded DryRunOperation StructParseFailed InvalidPid InterfaceNameNotFound
            """)
    void listedCodesHaveTheirKind(ErrorKind kind, String codes) {
        assertThat(codes.strip().split(" "))
                .allSatisfy(code -> assertThat(TencentErrors.kind(code)).isEqualTo(kind));
    }

    @ParameterizedTest
    @CsvSource({
        "THROTTLED, RequestLimitExceededSomehow",
        "AUTH, AuthFailure.Brandnew",
        "AUTH, UnauthorizedBrandnew",
        "NOT_FOUND, FailedOperation.BrandnewNotFound",
        "NOT_FOUND, ResourceBrandnewNotExist",
        "CONFLICT, FailedOperation.BrandnewStatusError",
        "CONFLICT, ResourceBrandnew",
        "CONFLICT, OperationDenied.Brandnew",
        "CALLER, InvalidBrandnew",
        "CALLER, MissingBrandnew",
        "CALLER, UnknownBrandnew",
        "CALLER, UnsupportedBrandnew",
        "CALLER, NoSuchBrandnew",
        "TRANSIENT, InternalError.Brandnew",
        "TRANSIENT, FailedOperation.Brandnew",
        "TRANSIENT, ServiceUnavailable.Brandnew",
        "TRANSIENT, Brandnew"
    })
    void unlistedCodesGoByTheirName(ErrorKind kind, String code) {
        assertThat(TencentErrors.kind(code)).isEqualTo(kind);
    }
}
