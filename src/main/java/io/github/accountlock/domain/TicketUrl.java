package io.github.accountlock.domain;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a ticket is found.
 *
 * @param pattern an address of the web in which {@value #TICKET} stands for the ticket; empty if tickets are no links
 */
public record TicketUrl(String pattern) {

    private static final String TICKET = "{ticket}";

    /** Whether a text is such a pattern; the ticket may stand nowhere in the name of the host. */
    public static boolean isPattern(String text) {
        try {
            URI address = URI.create(text.replace(TICKET, "x"));
            int path = text.indexOf('/', text.indexOf("://") + 3);
            return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                    && address.getHost() != null
                    && path > 0
                    && text.indexOf(TICKET) > path;
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    /** Empty if there is no ticket, or if tickets are no links. */
    public String of(String ticket) {
        return ticket.isEmpty() || pattern.isEmpty()
                ? ""
                : pattern.replace(
                        TICKET,
                        URLEncoder.encode(ticket, StandardCharsets.UTF_8).replace("+", "%20"));
    }
}
