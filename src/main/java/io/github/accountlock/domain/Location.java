package io.github.accountlock.domain;

/** Where something lives at a provider: one account, or an instance with all that it has. */
public sealed interface Location permits AccountRef, InstanceRef {

    ProviderId provider();

    String region();

    String instanceId();

    /** Stable text form, its parts with a slash between them. */
    String path();
}
