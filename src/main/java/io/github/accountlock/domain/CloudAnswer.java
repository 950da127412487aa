package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cloud answered to one call, for people who audit: without anything secret, and without what is about others. It is
 * kept as it is; nothing is concluded from it.
 *
 * @param status of HTTP, or another whole number that says how the call went
 * @param body JSON as it was received, less what is hidden and what was cut; empty if there was none
 */
public record CloudAnswer(int status, String body) {

    /** Of a body, in characters. */
    public static final int LONGEST = 4000;

    /** @throws IllegalArgumentException if the body is longer than {@link #LONGEST} */
    public CloudAnswer {
        requireNonNull(body, "body");
        if (body.length() > LONGEST) {
            throw new IllegalArgumentException("body: must have at most " + LONGEST + " characters");
        }
    }

    private static final Pattern REQUEST_ID = Pattern.compile("\"[Rr]equestId\":\"([^\"]+)\"");

    /** The cloud's id of the call, if its JSON has one by that name. */
    public Optional<String> requestId() {
        return Optional.of(REQUEST_ID.matcher(body)).filter(Matcher::find).map(found -> found.group(1));
    }

    /** SHA-256 over the status, a line feed and the body. */
    public String sha256() {
        return Sha256.hex(status + "\n" + body);
    }
}
