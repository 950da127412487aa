package io.github.accountlock.ledger;

/** The head of a chain as it is stored: number of entries, the last seal, and the seal over both. */
public record Head(String chain, int entries, String lastMac, String keyId, String mac) {}
