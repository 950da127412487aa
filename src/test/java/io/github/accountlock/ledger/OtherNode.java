package io.github.accountlock.ledger;

import java.lang.reflect.Field;
import java.util.Map;

/** What a node does that has read no request yet. */
public final class OtherNode {

    private OtherNode() {}

    /** Lets a ledger forget what it has folded, so that it reads as another node would. */
    public static void reads(Ledger ledger) {
        Map<?, ?> cases = (Map<?, ?>) field("cases", field("folded", ledger));
        cases.clear();
    }

    private static Object field(String name, Object owner) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException renamed) {
            throw new IllegalStateException(renamed);
        }
    }
}
