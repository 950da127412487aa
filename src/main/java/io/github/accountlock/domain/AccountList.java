package io.github.accountlock.domain;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The accounts for which one request asks together. In that request a {@link #reference} stands for them, which nobody can
 * keep while he changes the list: it names how many they are and the digest of all of them.
 *
 * @param accounts in the order in which they were given
 */
public record AccountList(List<AccountRef> accounts) {

    /** The longest list. */
    public static final int MOST = 5000;

    /** Stands in the place of a cloud where a request is about a list. */
    public static final ProviderId MANY = new ProviderId("account-list");

    private static final String UNIT = "-accounts";

    public AccountList {
        accounts = List.copyOf(accounts);
    }

    /** All of them once for each time at which they are to be locked, one time after the other. */
    public List<AccountRef> lines(int times) {
        return Collections.nCopies(times, accounts).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** SHA-256 over the paths, one a line. */
    public String digest() {
        return Sha256.hex(accounts.stream().map(AccountRef::path).collect(Collectors.joining("\n")));
    }

    /** What stands for the list where one account would. */
    public AccountRef reference() {
        return new AccountRef(MANY, "many", accounts.size() + UNIT, digest());
    }

    /** Whether something stands for a list, and is no account. */
    public static boolean isReference(AccountRef account) {
        return account.provider().equals(MANY);
    }

    /** What a path means to people: of a list, how many accounts it has and how its digest begins. */
    public static String words(String path) {
        String[] parts = path.split("/");
        boolean list = parts.length == 4 && parts[0].equals(MANY.value());
        return list
                ? counted(Integer.parseInt(parts[2].replace(UNIT, ""))) + " (list "
                        + parts[3].substring(0, Math.min(8, parts[3].length())) + ")"
                : path;
    }

    /** For example {@code 3 accounts}. */
    public static String counted(int accounts) {
        return accounts + (accounts == 1 ? " account" : " accounts");
    }

    /** How many accounts a reference stands for. */
    public static int size(AccountRef reference) {
        return Integer.parseInt(
                reference.instanceId().substring(0, reference.instanceId().length() - UNIT.length()));
    }
}
