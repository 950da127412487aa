package io.github.accountlock.request;

import java.util.Locale;
import java.util.Optional;

/** How an operator settles what the process could not. The names are stored. */
public enum Settlement {
    VERIFY,
    UNDO,
    KEEP;

    /** As forms and gateways spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Settlement> of(String label) {
        for (Settlement settlement : values()) {
            if (settlement.label().equals(label)) {
                return Optional.of(settlement);
            }
        }
        return Optional.empty();
    }
}
