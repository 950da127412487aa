package io.github.accountlock.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.ProviderException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The accounts of an instance as they come page by page. A list that changes while it is read may bring one of them twice; where
 * the two differ, neither is believed. Not shared.
 */
public final class AccountPages {

    private final RemoteCall call;
    private final String nameMember;
    private final Function<JsonNode, AccountSeen> reading;
    private final Map<String, List<JsonNode>> entries = new LinkedHashMap<>();
    private boolean nameless;

    /**
     * @param nameMember what the provider calls the name in an entry of its list
     * @param reading what one entry says
     */
    public AccountPages(RemoteCall call, String nameMember, Function<JsonNode, AccountSeen> reading) {
        this.call = call;
        this.nameMember = nameMember;
        this.reading = reading;
    }

    /**
     * @param page the entries of one page; none if it is no list
     * @return whether it brought a name that no page before it had
     */
    public boolean add(JsonNode page) {
        int before = entries.size();
        for (JsonNode entry : page) {
            Optional<String> name = Answer.text(entry, nameMember);
            nameless |= name.isEmpty();
            name.ifPresent(known ->
                    entries.computeIfAbsent(known, any -> new ArrayList<>(1)).add(entry));
        }
        return entries.size() > before;
    }

    /** How many accounts have come so far. */
    public int size() {
        return entries.size();
    }

    /**
     * One account, whatever the entries of others look like.
     *
     * @throws ProviderException.Unavailable if its entry cannot be read
     */
    public Optional<AccountSeen> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(this::read);
    }

    /**
     * All of them by name, in the order of the provider.
     *
     * @throws ProviderException.Unavailable if an entry cannot be read, for it might be any account
     */
    public Map<String, AccountSeen> all() {
        if (nameless) {
            throw call.broken("an account of its list has no name", null);
        }
        Map<String, AccountSeen> all = new LinkedHashMap<>();
        entries.forEach((name, some) -> all.put(name, read(some)));
        return Collections.unmodifiableMap(all);
    }

    private AccountSeen read(List<JsonNode> some) {
        try {
            return some.stream().map(reading).reduce(AccountPages::either).orElseThrow();
        } catch (IllegalArgumentException strange) {
            throw call.broken("an account of its list cannot be read", null);
        }
    }

    private static AccountSeen either(AccountSeen one, AccountSeen other) {
        return one.equals(other)
                ? one
                : new AccountSeen(
                        LockState.UNKNOWN,
                        other.type(),
                        other.identity(),
                        other.validUntil(),
                        "it changed while the list of accounts was read");
    }
}
