package io.github.accountlock.simulator;

/** Refusals both clouds know, each in its own words (error code tables, read 2025-11). */
final class CommonRefusals {

    private CommonRefusals() {}

    static Refusal throttled(Cloud cloud) {
        return switch (cloud) {
            case TENCENT ->
                Refusal.tencent(
                        "RequestLimitExceeded", "Your current request times exceeded the limit of this second.");
            case ALIBABA -> Refusal.alibaba(400, "Throttling.User", "Request was denied due to user flow control.");
        };
    }

    static Refusal noPermission(Cloud cloud) {
        return switch (cloud) {
            case TENCENT ->
                Refusal.tencent(
                        "AuthFailure.UnauthorizedOperation", "You are not authorized to perform this operation.");
            case ALIBABA -> Refusal.alibaba(403, "Forbidden.RAM", "User not authorized to operate on the resource.");
        };
    }

    static Refusal expiredToken(Cloud cloud) {
        return switch (cloud) {
            case TENCENT -> Refusal.tencent("AuthFailure.TokenFailure", "The token has expired.");
            case ALIBABA -> Refusal.alibaba(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
        };
    }

    static Refusal wrongToken(Cloud cloud) {
        return switch (cloud) {
            case TENCENT -> Refusal.tencent("AuthFailure.TokenFailure", "The token is not valid for this key.");
            case ALIBABA ->
                Refusal.alibaba(
                        400,
                        "InvalidSecurityToken.MismatchWithAccessKey",
                        "Specified SecurityToken mismatch with the AccessKey.");
        };
    }

    static Refusal clockOff(Cloud cloud) {
        return switch (cloud) {
            case TENCENT ->
                Refusal.tencent(
                        "AuthFailure.SignatureExpire",
                        "The provided credentials expired: the timestamp differs from the server's by more than 5 minutes.");
            case ALIBABA ->
                Refusal.alibaba(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
        };
    }

    static void checkToken(Cloud cloud, CloudKey key, String token) {
        switch (CloudKeys.check(key, token)) {
            case VALID -> {}
            case EXPIRED -> throw expiredToken(cloud);
            case WRONG -> throw wrongToken(cloud);
        }
    }
}
