package io.github.accountlock.notify;

import java.time.ZoneId;

/**
 * Somebody who is told.
 *
 * @param address for mail; empty if the identity provider knows none
 * @param zone in which times are told
 */
public record Receiver(String id, String address, ZoneId zone) {}
