package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

/**
 * Where one instance or cluster lives, with all of its accounts.
 *
 * @param region the provider's own region id, for example {@code ap-guangzhou}
 * @param instanceId the provider's own id of it
 */
public record InstanceRef(ProviderId provider, String region, String instanceId) implements Location {

    /** @throws IllegalArgumentException if a text is empty, naming it */
    public InstanceRef {
        requireNonNull(provider, "provider");
        region = Text.require(region, "region");
        instanceId = Text.require(instanceId, "instanceId");
    }

    /** An account there, whether it exists or not. */
    public AccountRef account(String accountName) {
        return new AccountRef(provider, region, instanceId, accountName);
    }

    /** Begins the path of each of its accounts: {@code provider/region/instanceId}. */
    @Override
    public String path() {
        return String.join("/", provider.value(), region, instanceId);
    }

    @Override
    public String toString() {
        return path();
    }
}
