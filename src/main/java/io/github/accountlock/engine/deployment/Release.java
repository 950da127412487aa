package io.github.accountlock.engine.deployment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which release made a deployment, so that an older node does not put its models over those of a newer one.
 *
 * @param number how many models had been released by then; it only grows
 */
record Release(int number) {

    private static final String OURS = "account-lock-flow";

    /** Until version 0.1 the source was the name alone. */
    private static final Pattern SOURCE = Pattern.compile(OURS + "(/(\\d{1,9}))?");

    /** @return null if the deployment is not ours */
    static Release of(String source) {
        Matcher ours = SOURCE.matcher(source == null ? "" : source);
        return ours.matches() ? new Release(ours.group(2) == null ? 0 : Integer.parseInt(ours.group(2))) : null;
    }

    String source() {
        return OURS + "/" + number;
    }

    static boolean isNewer(String source, Release than) {
        Release made = of(source);
        return made != null && made.number > than.number;
    }
}
