package io.github.accountlock.provider.tencent;

import static io.github.accountlock.provider.http.ErrorKind.AUTH;
import static io.github.accountlock.provider.http.ErrorKind.CALLER;
import static io.github.accountlock.provider.http.ErrorKind.CLOCK;
import static io.github.accountlock.provider.http.ErrorKind.CONFLICT;
import static io.github.accountlock.provider.http.ErrorKind.EXPIRED_TOKEN;
import static io.github.accountlock.provider.http.ErrorKind.NOT_FOUND;
import static io.github.accountlock.provider.http.ErrorKind.THROTTLED;
import static io.github.accountlock.provider.http.ErrorKind.TRANSIENT;

import io.github.accountlock.provider.http.ErrorKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tencent's error codes and what they mean for us (codes per action: tencentcloud-sdk-go of 2026-08-21, postgres
 * client; common codes: page Error Codes 409/34882; the product's list: tencentcloud-sdk-java 3.1.1436). Whole codes
 * come first: {@code UnknownError} and {@code UnknownParameter.HttpError} say "try again later" in spite of their names.
 */
final class TencentErrors {

    private static final Map<String, ErrorKind> CODES = new LinkedHashMap<>();
    private static final Map<String, ErrorKind> PREFIXES = new LinkedHashMap<>();

    static {
        codes(THROTTLED, "", "RequestLimitExceeded FailedOperation.OperateFrequencyLimitedError");
        prefixes(THROTTLED, "RequestLimitExceeded.");

        codes(TRANSIENT, "", "InternalError DBError SystemError UnknownError FlowError ServiceUnavailable");
        codes(
                TRANSIENT,
                "InternalError.",
                "SystemError InternalHttpServerError UnknownError HttpError TransactioBeginError DBError");
        codes(
                TRANSIENT,
                "FailedOperation.",
                "DatabaseAccessError DatabaseAffectedError FailedOperationError ServiceAccessError OssAccessError"
                        + " CamCheckResourceError CamSigAndAuthError");
        codes(TRANSIENT, "", "UnknownParameter.HttpError");

        codes(CONFLICT, "", "ResourceUnavailable ResourceUnavailable.InvalidInstanceStatus");
        codes(CONFLICT, "", "ResourceInUse ResourceInsufficient InvalidInstanceStatus");
        codes(
                CONFLICT,
                "OperationDenied.",
                "InstanceStatusLimitOpError InstanceStatusLimitError InstanceStatusDeniedError"
                        + " DTSInstanceStatusError");
        codes(CONFLICT, "", "InvalidAccountStatus LimitOperation");
        codes(
                CONFLICT,
                "FailedOperation.",
                "PreCheckError InvalidAccountStatus LimitOperation CheckAccountCAMCloseError");

        codes(NOT_FOUND, "", "ResourceNotFound ResourceNotFound.InstanceNotFoundError");
        codes(NOT_FOUND, "", "InstanceNotExist AccountNotExist");
        codes(NOT_FOUND, "InvalidParameterValue.", "InstanceNotExist AccountNotExist AccountNotExistError");

        codes(CLOCK, "", "AuthFailure.SignatureExpire");
        // Also what an unknown token gets, but an expired one has no other code.
        codes(EXPIRED_TOKEN, "", "AuthFailure.TokenFailure");
        codes(AUTH, "", "AuthFailure FailedOperation.CamAuthFailed IpInBlacklist IpNotInWhitelist");
        codes(
                AUTH,
                "AuthFailure.",
                "SignatureFailure SecretIdNotFound InvalidSecretId InvalidAuthorization MFAFailure"
                        + " UnauthorizedOperation");
        codes(AUTH, "OperationDenied.", "InstanceAccessDeniedError CamDeniedError AccountOperationDenied");
        prefixes(AUTH, "UnauthorizedOperation");

        codes(CALLER, "", "MissingParameter InvalidRequest InvalidAction ActionOffline NoSuchVersion NoSuchProduct");
        codes(CALLER, "", "UnsupportedOperation UnsupportedProtocol UnsupportedRegion RegionNotSupported");
        codes(CALLER, "", "RequestSizeLimitExceeded ResponseSizeLimitExceeded LimitExceeded DryRunOperation");
        codes(CALLER, "", "StructParseFailed InvalidPid InterfaceNameNotFound");
        prefixes(CALLER, "InvalidParameter UnknownParameter");
    }

    private TencentErrors() {}

    static ErrorKind kind(String code) {
        ErrorKind known = CODES.get(code);
        return known != null ? known : byPrefix(code).orElseGet(() -> guess(code));
    }

    /** For codes that no list has: by how Tencent names them. */
    private static ErrorKind guess(String code) {
        if (code.startsWith("RequestLimitExceeded")) {
            return THROTTLED;
        }
        if (startsWithAny(code, "AuthFailure", "Unauthorized")) {
            return AUTH;
        }
        if (code.contains("NotFound") || code.contains("NotExist")) {
            return NOT_FOUND;
        }
        if (code.contains("Status") || startsWithAny(code, "Resource", "OperationDenied")) {
            return CONFLICT;
        }
        if (startsWithAny(code, "Invalid", "Missing", "Unknown", "Unsupported", "NoSuch")) {
            return CALLER;
        }
        // Not "refused": of a code we have never seen we cannot say that nothing happened.
        return TRANSIENT;
    }

    private static Optional<ErrorKind> byPrefix(String code) {
        return PREFIXES.entrySet().stream()
                .filter(entry -> code.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean startsWithAny(String code, String... prefixes) {
        for (String prefix : prefixes) {
            if (code.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static void codes(ErrorKind kind, String group, String names) {
        for (String name : names.split(" ")) {
            CODES.put(group + name, kind);
        }
    }

    private static void prefixes(ErrorKind kind, String prefixes) {
        for (String prefix : prefixes.split(" ")) {
            PREFIXES.put(prefix, kind);
        }
    }
}
