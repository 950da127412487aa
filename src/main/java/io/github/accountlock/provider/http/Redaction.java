package io.github.accountlock.provider.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes a provider's text fit for a message of ours: nothing secret, nothing that breaks a log line, not too long. */
public final class Redaction {

    private static final int MAX_LENGTH = 300;
    private static final Pattern BREAKS_A_LINE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private final List<String> hidden = new ArrayList<>();

    /** @param signature of the request whose answer is to be shown: a gateway may echo it */
    public Redaction(Credentials credentials, String signature) {
        hidden.add(credentials.keySecret().reveal());
        credentials.token().ifPresent(token -> hidden.add(token.reveal()));
        hidden.add(signature);
        hidden.add(credentials.keyId());
    }

    public String clean(String text) {
        String clean = text;
        for (String secret : hidden) {
            clean = clean.replace(secret, "***");
        }
        clean = BREAKS_A_LINE.matcher(clean).replaceAll(" ").strip();
        return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
    }

    /** The failure itself if no message in it shows a secret, else null. */
    Throwable harmless(Throwable failure) {
        for (Throwable part = failure; part != null; part = part.getCause()) {
            String message = String.valueOf(part.getMessage());
            if (hidden.stream().anyMatch(message::contains)) {
                return null;
            }
        }
        return failure;
    }
}
