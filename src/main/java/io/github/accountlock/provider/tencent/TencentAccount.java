package io.github.accountlock.provider.tencent;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.http.Answer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/** Reads one AccountInfo (tencentcloud-sdk-java 3.1.1436). */
final class TencentAccount {

    private static final int NORMAL = 2;

    /** Steady, although its Chinese label can be read as "being locked" (console guide 409/62409, read 2026-08). */
    private static final int LOCKED = 5;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** The pages name no zone; the console shows China Standard Time. */
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

    private TencentAccount() {}

    static AccountSeen seen(JsonNode entry) {
        return new AccountSeen(
                state(entry.path("Status")),
                type(entry),
                Answer.text(entry, "CreateTime")
                        .flatMap(TencentAccount::time)
                        .map(Instant::toString)
                        .orElse(""),
                Optional.empty(),
                note(entry.path("Status")));
    }

    private static LockState state(JsonNode status) {
        if (!status.isInt()) {
            return LockState.UNKNOWN;
        }
        return switch (status.intValue()) {
            case LOCKED -> LockState.LOCKED;
            case NORMAL -> LockState.UNLOCKED;
            default -> LockState.UNKNOWN;
        };
    }

    /** The states that are neither (tencentcloud-sdk-java 3.1.1436); anything else is not documented. */
    private static String note(JsonNode status) {
        return switch (status.asText()) {
            case "1" -> "the account is being created";
            case "2", "5" -> "";
            case "3" -> "the account is being modified";
            case "4" -> "the account's password is being reset";
            case "-1" -> "the account is being deleted";
            default -> "the account has a status that is not documented";
        };
    }

    private static String type(JsonNode entry) {
        String type = Answer.text(entry, "UserType").orElse("unknown");
        return type.equals("tencentDBSuper") ? "super" : type.toLowerCase(ROOT);
    }

    /** When it was made. Accounts made by SQL have {@code 0000-00-00 00:00:00}. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZONE));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
