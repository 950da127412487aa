package io.github.accountlock.engine.deployment;

import java.util.Set;

/** The processes and the decision whose models, and whose running requests, belong to us. */
public final class OurProcesses {

    public static final Set<String> KEYS = Set.of("account-lock", "account-unlock", "account-lock-bulk");

    public static final String POLICY = "approval-policy";

    private OurProcesses() {}
}
