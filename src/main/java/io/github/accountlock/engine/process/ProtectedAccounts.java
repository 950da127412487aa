package io.github.accountlock.engine.process;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Sight;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accounts that are never locked here, whoever asks and approves. A rule is a path of cloud, region, instance and account, in
 * which {@code *} stands for any characters of one part; upper and lower case are the same.
 */
public final class ProtectedAccounts {

    private static final Pattern RULE = Pattern.compile("[^/]+/[^/]+/[^/]+/[^/]+");

    private final List<String> rules;

    public ProtectedAccounts(List<String> rules) {
        this.rules = List.copyOf(rules);
    }

    public static boolean isRule(String text) {
        return RULE.matcher(text).matches();
    }

    /** Why an account is not locked, as a sentence about it; empty if it may be. */
    Optional<String> refusal(LockRequest request) {
        return request.target() == LockState.LOCKED ? refusal(request.account()) : Optional.empty();
    }

    /** The same, of an account that nobody has asked for yet. */
    Optional<String> refusal(AccountRef account) {
        return rule(account).map(rule -> "is never locked here: " + words(rule) + ".");
    }

    /** What was seen of the account, {@linkplain AccountSeen#PROTECTED protected} as one that its cloud never locks. */
    Looked marked(LockRequest request, Looked look) {
        return rule(request.account())
                .filter(rule -> request.target() == LockState.LOCKED && look.saw() != Sight.NOT_FOUND)
                .map(rule -> look.protectedBy(words(rule)))
                .orElse(look);
    }

    private Optional<String> rule(AccountRef account) {
        return rules.stream().filter(rule -> matches(rule, account.path())).findFirst();
    }

    private static String words(String rule) {
        return "the rule " + rule + " of account-lock.protected-accounts protects it";
    }

    private static boolean matches(String rule, String path) {
        String expression = Stream.of(rule.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(path)
                .matches();
    }
}
