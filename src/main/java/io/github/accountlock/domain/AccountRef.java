package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

/**
 * Where one database account lives.
 *
 * @param region the provider's own region id, for example {@code ap-guangzhou}
 * @param instanceId the provider's own id of the instance or cluster
 * @param accountName the exact name; names are case-sensitive
 */
public record AccountRef(ProviderId provider, String region, String instanceId, String accountName)
        implements Location {

    /** @throws IllegalArgumentException if a text is empty, naming it */
    public AccountRef {
        requireNonNull(provider, "provider");
        region = Text.require(region, "region");
        instanceId = Text.require(instanceId, "instanceId");
        accountName = Text.require(accountName, "accountName");
    }

    /** The instance that has it. */
    public InstanceRef instance() {
        return new InstanceRef(provider, region, instanceId);
    }

    /** Stable text form, used as business key: {@code provider/region/instanceId/accountName}. */
    @Override
    public String path() {
        return String.join("/", provider.value(), region, instanceId, accountName);
    }

    @Override
    public String toString() {
        return path();
    }
}
