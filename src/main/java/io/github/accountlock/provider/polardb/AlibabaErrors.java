package io.github.accountlock.provider.polardb;

import static io.github.accountlock.provider.http.ErrorKind.AUTH;
import static io.github.accountlock.provider.http.ErrorKind.CALLER;
import static io.github.accountlock.provider.http.ErrorKind.CLOCK;
import static io.github.accountlock.provider.http.ErrorKind.CONFLICT;
import static io.github.accountlock.provider.http.ErrorKind.EXPIRED_TOKEN;
import static io.github.accountlock.provider.http.ErrorKind.NOT_FOUND;
import static io.github.accountlock.provider.http.ErrorKind.THROTTLED;
import static io.github.accountlock.provider.http.ErrorKind.TRANSIENT;

import io.github.accountlock.provider.http.ErrorKind;
import java.util.HashMap;
import java.util.Map;

/**
 * Alibaba Cloud's error codes and what they mean for us (pages DescribeAccounts and ModifyAccountLockState of PolarDB,
 * their sibling actions, and the gateway-wide code pages, read 2026-08). The code decides before the status:
 * {@code InvalidAccessKeyId.NotFound} is a 404 that says nothing about an account.
 */
final class AlibabaErrors {

    private static final Map<String, ErrorKind> CODES = new HashMap<>();

    static {
        codes(TRANSIENT, "ServiceUnavailable InternalError");
        // 400, yet the service only failed to reach the database.
        codes(TRANSIENT, "Connect.Timeout Database.ConnectError Account.QueryError");
        // Every attempt has a fresh nonce: if this one was used, a copy of the request arrived before.
        codes(TRANSIENT, "SignatureNonceUsed");
        codes(NOT_FOUND, "InvalidDBCluster.NotFound InvalidDBClusterId.NotFound Forbidden.InstanceNotFound");
        codes(CONFLICT, "IncorrectAccountStatus IncorrectDBClusterState ConcurrentTaskExceeded");
        codes(CONFLICT, "EngineMigration.ActionDisabled Account.UpdateError OperationDenied");
        codes(AUTH, "InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive SignatureDoesNotMatch");
        codes(AUTH, "IncompleteSignature InvalidSignatureMethod");
        codes(AUTH, "InvalidSecurityToken.Malformed InvalidSecurityToken.MismatchWithAccessKey");
        codes(AUTH, "Forbidden.RAM Forbidden NoPermission ActionUnauthorized Forbidden.RiskControl");
        codes(AUTH, "Forbidden.UserVerification");
        codes(CLOCK, "InvalidTimeStamp.Expired InvalidTimeStamp.Format IllegalTimestamp");
        codes(EXPIRED_TOKEN, "InvalidSecurityToken.Expired");
        codes(CALLER, "InvalidAccountName.Malformed InvalidPageSize.Malformed InvalidPageNumber.Malformed");
        codes(CALLER, "InvalidApi.NotFound InvalidProduct.NotFound InvalidVersion UnsupportedOperation");
        codes(CALLER, "UnsupportedHTTPMethod InvalidProtocol.NeedSsl InvalidDBClusterId.Malformed");
        codes(CALLER, "GdnRole.NotSupport");
    }

    private AlibabaErrors() {}

    static ErrorKind kind(String code, int status) {
        ErrorKind known = CODES.get(code);
        return known != null ? known : byShape(code, status);
    }

    /** Whether the message of this code repeats what was signed; with a token in it, such a message is a secret. */
    static boolean echoesTheRequest(String code) {
        return code.startsWith("SignatureDoesNotMatch") || code.startsWith("IncompleteSignature");
    }

    private static ErrorKind byShape(String code, int status) {
        if (code.contains("Throttling")) {
            return THROTTLED;
        }
        if (code.startsWith("InternalError")) {
            return TRANSIENT;
        }
        if (code.startsWith("InvalidAccount") && code.endsWith(".NotFound")) {
            return NOT_FOUND;
        }
        if (code.startsWith("OperationDenied.")) {
            return CONFLICT;
        }
        boolean caller = code.startsWith("InvalidAccountLockState")
                || code.startsWith("Missing")
                || code.startsWith("InvalidParameter")
                || code.startsWith("InvalidAction");
        return caller ? CALLER : byStatus(status);
    }

    private static ErrorKind byStatus(int status) {
        return switch (status) {
            case 408, 429 -> TRANSIENT;
            case 401, 403 -> AUTH;
            case 404 -> NOT_FOUND;
            default -> status >= 400 && status < 500 ? CALLER : TRANSIENT;
        };
    }

    private static void codes(ErrorKind kind, String codes) {
        for (String code : codes.split(" ")) {
            CODES.put(code, kind);
        }
    }
}
