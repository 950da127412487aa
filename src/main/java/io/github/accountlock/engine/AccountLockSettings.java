package io.github.accountlock.engine;

import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.domain.TicketUrl;
import io.github.accountlock.engine.hardening.ExpressionTypes;
import io.github.accountlock.engine.process.ProtectedAccounts;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.notify.NotifySettings;
import io.github.accountlock.provider.AccountLockProvider;
import io.github.accountlock.provider.CallLimits;
import io.github.accountlock.provider.Providers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Everything under {@code account-lock}, read once and the same way in every host: names as in a properties file,
 * without the prefix.
 *
 * @param retry waits of a failed step, by step ({@code read}, {@code lock}, {@code conflict}); one attempt more than
 *     waits
 * @param verifyWaits waits between the looks of a verification, by provider id, where they are not the provider's own
 * @param groups the group ids of this company, by our names ({@code requesters}, {@code managers}, {@code heads},
 *     {@code responders}, {@code operators}, {@code auditors})
 * @param grantsLast how long an approval may be used for the first lock call
 * @param evidenceKeys what seals the ledger
 * @param providers settings by provider id
 * @param hideBeans expressions see our delegates and no other bean of the host
 * @param createAccess the groups, their authorizations and the Tasklist filter are made at start where they are missing
 * @param countMembers a request is denied where the asked groups have too few members; not where the identity provider
 *     tells of people only when they log in
 * @param expressionTypes names of types that expressions of this host's models may touch beside the harmless ones
 * @param trustedModels SHA-256 digests of models that may take the place of ours
 * @param trustedPolicies SHA-256 digests of approval policies that may decide, beside the shipped one
 * @param protectedAccounts rules about accounts that are never locked here: {@link ProtectedAccounts}
 * @param ticketUrl where tickets are found
 * @param checkpoint the file in which the newest checkpoint of the ledger is kept
 * @param comparedEvery how long between two readings of an account that is held; zero if none is compared with its cloud
 * @param readings how many readings have to agree before a difference is told
 * @param windows the maintenance windows, by name
 * @param told how people are told
 */
public record AccountLockSettings(
        CallLimits limits,
        Map<String, String> retry,
        Map<String, String> verifyWaits,
        Map<String, String> groups,
        Duration grantsLast,
        EvidenceKeys evidenceKeys,
        Map<String, Map<String, String>> providers,
        boolean hideBeans,
        boolean createAccess,
        boolean countMembers,
        List<String> expressionTypes,
        List<String> trustedModels,
        List<String> trustedPolicies,
        List<String> protectedAccounts,
        TicketUrl ticketUrl,
        Optional<Path> checkpoint,
        Duration comparedEvery,
        int readings,
        Map<String, MaintenanceWindow> windows,
        NotifySettings told) {

    /** A call waits at most this long for its turn under the rate limit. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private static final List<String> OF_THE_APPLICATION = List.of("simulator.", "oidc.");

    private static final Pattern DURATIONS =
            Pattern.compile("(http\\.\\w+-timeout|(retry|verify)\\..*|approval\\.valid-for)");

    private static final Predicate<String> SHA_256 =
            Pattern.compile("[0-9a-f]{64}").asMatchPredicate();

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("http.connect-timeout", "PT5S"),
            Map.entry("http.call-timeout", "PT10S"),
            Map.entry("http.read-timeout", "PT15S"),
            Map.entry("retry.read", "PT5S,PT30S,PT2M"),
            Map.entry("retry.lock", "PT10S,PT1M,PT5M"),
            Map.entry("retry.conflict", "PT30S,PT2M,PT5M"),
            Map.entry("approval.valid-for", "PT24H"),
            Map.entry("approval.count-members", "true"),
            Map.entry("evidence.keys", ""),
            Map.entry("evidence.key-file", ""),
            Map.entry("evidence.checkpoint-file", ""),
            Map.entry("assurance.every", "PT6H"),
            Map.entry("assurance.readings", "2"),
            Map.entry("hide-beans", "false"),
            Map.entry("create-access", "false"),
            Map.entry("expression-types", ""),
            Map.entry("trusted-models", ""),
            Map.entry("trusted-policies", ""),
            Map.entry("protected-accounts", ""),
            Map.entry("ticket-url", ""),
            Map.entry("groups.requesters", "requesters"),
            Map.entry("groups.managers", "managers"),
            Map.entry("groups.heads", "heads"),
            Map.entry("groups.responders", "responders"),
            Map.entry("groups.operators", "operators"),
            Map.entry("groups.auditors", "auditors"));

    /**
     * @param properties names without the prefix, for example {@code retry.lock}
     * @throws IllegalArgumentException if {@link #problems} is not empty
     */
    public static AccountLockSettings from(Map<String, String> properties) {
        List<String> problems = problems(properties);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        Map<String, String> all = new TreeMap<>(DEFAULTS);
        all.putAll(properties);
        CallLimits limits = new CallLimits(
                duration(all.get("http.connect-timeout")),
                duration(all.get("http.call-timeout")),
                duration(all.get("http.read-timeout")));
        return new AccountLockSettings(
                limits,
                section(all, "retry."),
                section(all, "verify."),
                section(all, "groups."),
                duration(all.get("approval.valid-for")),
                evidenceKeys(all),
                byProvider(all),
                Boolean.parseBoolean(all.get("hide-beans")),
                Boolean.parseBoolean(all.get("create-access")),
                Boolean.parseBoolean(all.get("approval.count-members")),
                list(all.get("expression-types")),
                list(all.get("trusted-models")),
                list(all.get("trusted-policies")),
                list(all.get("protected-accounts")),
                new TicketUrl(all.get("ticket-url")),
                Optional.of(all.get("evidence.checkpoint-file"))
                        .filter(file -> !file.isBlank())
                        .map(Path::of),
                duration(all.get("assurance.every")),
                Integer.parseInt(all.get("assurance.readings")),
                windows(all),
                NotifySettings.from(section(all, "notify.")));
    }

    /** Everything that is wrong, one sentence each; nothing is called to find out. */
    public static List<String> problems(Map<String, String> properties) {
        Optional<String> broken = Providers.broken();
        if (broken.isPresent()) {
            return List.of(broken.get());
        }
        List<String> problems = new ArrayList<>();
        properties.forEach((name, value) -> {
            if (OF_THE_APPLICATION.stream().anyMatch(name::startsWith)) {
                return;
            }
            if (!known(name)) {
                problems.add("account-lock." + name + ": is not a setting; known are "
                        + String.join(", ", new TreeMap<>(DEFAULTS).keySet())
                        + ", http.*, notify.*, verify.*, windows.*, providers.*.");
            } else if (DURATIONS.matcher(name).matches()) {
                wrongDurations(name, value, problems);
            } else if (name.startsWith("groups.") && value.isBlank()) {
                problems.add("account-lock." + name + ": must not be empty.");
            } else if (DEFAULTS.getOrDefault(name, "").matches("true|false") && !value.matches("true|false")) {
                problems.add(
                        "account-lock." + name + ": \"" + value + "\" is not allowed; allowed are true and false.");
            } else if (name.equals("assurance.every") && !isEvery(value)) {
                problems.add("account-lock.assurance.every: \"" + value + "\" is not allowed; allowed is an ISO 8601"
                        + " duration of a minute or more, for example PT6H, or PT0S for never.");
            } else if (name.equals("assurance.readings") && !value.matches("[2-9]")) {
                problems.add("account-lock.assurance.readings: \"" + value + "\" is not allowed; allowed is 2 to 9.");
            } else if (name.equals("expression-types")) {
                list(value).stream()
                        .filter(type -> !ExpressionTypes.exists(type))
                        .forEach(type -> problems.add("account-lock.expression-types: there is no class \"" + type
                                + "\"; allowed are full names of classes, several separated by commas."));
            } else if (name.equals("ticket-url") && !value.isEmpty() && !TicketUrl.isPattern(value)) {
                problems.add("account-lock.ticket-url: \"" + value + "\" is not allowed; allowed is an address with"
                        + " {ticket} in its path, for example https://tickets.example.com/browse/{ticket}.");
            } else if (name.equals("protected-accounts")
                    && !list(value).stream().allMatch(ProtectedAccounts::isRule)) {
                problems.add(
                        "account-lock.protected-accounts: allowed are paths of cloud, region, instance and account,"
                                + " several separated by commas; * stands for any characters of a part (*/*/*/billing_*).");
            } else if (name.startsWith("trusted-") && !list(value).stream().allMatch(SHA_256)) {
                problems.add("account-lock." + name + ": allowed are SHA-256 digests (64 of 0-9 and a-f), several"
                        + " separated by commas.");
            }
        });
        problems.addAll(evidenceProblems(properties));
        problems.addAll(Providers.problems(byProvider(properties)));
        problems.addAll(Providers.unknown(
                "account-lock.verify.", section(properties, "verify.").keySet()));
        problems.addAll(Providers.unknown(
                "account-lock.protected-accounts: ",
                list(properties.getOrDefault("protected-accounts", "")).stream()
                        .map(rule -> rule.split("/")[0])
                        .filter(cloud -> !cloud.contains("*"))
                        .toList()));
        sections(properties, "windows.")
                .forEach((name, window) -> problems.addAll(MaintenanceWindow.problems(name, window)));
        problems.addAll(NotifySettings.problems(section(properties, "notify.")));
        return problems;
    }

    /** Which providers there are is {@link Providers}' to say. */
    private static boolean known(String name) {
        return DEFAULTS.containsKey(name)
                || name.startsWith("verify.")
                || name.startsWith("providers.")
                || name.startsWith("notify.")
                || name.startsWith("windows.")
                || name.startsWith("http.") && Providers.shared().contains(name.substring("http.".length()));
    }

    private static List<String> evidenceProblems(Map<String, String> properties) {
        String name = "account-lock.evidence.keys (ACCOUNT_LOCK_EVIDENCE_KEYS) or account-lock.evidence.key-file"
                + " (ACCOUNT_LOCK_EVIDENCE_KEY_FILE): ";
        try {
            return EvidenceKeys.problems(keyText(properties)).stream()
                    .map(problem -> name + problem)
                    .toList();
        } catch (UncheckedIOException unreadable) {
            return List.of(
                    name + "the file cannot be read: " + unreadable.getCause().getMessage() + ".");
        }
    }

    /**
     * The keys that the settings name, by value or by file.
     *
     * @throws IllegalArgumentException if they are missing or malformed
     * @throws UncheckedIOException if the file cannot be read
     */
    public static EvidenceKeys evidenceKeys(Map<String, String> all) {
        return new EvidenceKeys(keyText(all));
    }

    private static String keyText(Map<String, String> all) {
        String file = all.getOrDefault("evidence.key-file", "");
        if (file.isBlank()) {
            return all.getOrDefault("evidence.keys", "");
        }
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Sections hold keys. */
    @Override
    public String toString() {
        return "AccountLockSettings";
    }

    /** The waits between looks: the configured ones, or the provider's own. */
    List<Duration> verifyWaits(AccountLockProvider provider) {
        String configured = verifyWaits.get(provider.id().value());
        return configured == null ? provider.verifyWaits() : durations(configured);
    }

    /** The waits before an account that is busy is tried again. */
    List<Duration> conflictWaits() {
        return durations(retry.get("conflict"));
    }

    /** How long a call may take until its first byte leaves: its turn under the rate limit, and its connection. */
    Duration longestWayOut() {
        return LONGEST_TURN.plus(limits.connectTimeout());
    }

    /** The longest time that one job may take: five reads and one change, each after a wait for its turn. */
    Duration worstStep() {
        return limits.readTimeout().multipliedBy(5).plus(limits.callTimeout()).plus(LONGEST_TURN.multipliedBy(6));
    }

    private static void wrongDurations(String name, String value, List<String> problems) {
        for (String part : value.split(",", -1)) {
            try {
                if (duration(part.strip()).isNegative()) {
                    throw new DateTimeException("negative");
                }
            } catch (DateTimeException wrong) {
                problems.add("account-lock." + name + ": \"" + part.strip()
                        + "\" is not a duration; allowed is ISO 8601, for example PT10S"
                        + (name.startsWith("http.") ? "." : ", several separated by commas."));
            }
        }
    }

    private static boolean isEvery(String value) {
        try {
            Duration every = duration(value);
            return every.isZero() || every.compareTo(Duration.ofMinutes(1)) >= 0;
        } catch (DateTimeException wrong) {
            return false;
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static List<Duration> durations(String text) {
        return Arrays.stream(text.split(",")).map(AccountLockSettings::duration).toList();
    }

    private static Duration duration(String text) {
        return Duration.parse(text.strip());
    }

    private static Map<String, String> section(Map<String, String> all, String prefix) {
        Map<String, String> section = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                section.put(name.substring(prefix.length()), value);
            }
        });
        return section;
    }

    private static Map<String, Map<String, String>> byProvider(Map<String, String> all) {
        return Providers.sharing(sections(all, "providers."), section(all, "http."));
    }

    private static Map<String, MaintenanceWindow> windows(Map<String, String> all) {
        Map<String, MaintenanceWindow> windows = new TreeMap<>();
        sections(all, "windows.").forEach((name, window) -> windows.put(name, MaintenanceWindow.from(window)));
        return windows;
    }

    /** The sections of a section, by the name that follows its prefix. */
    private static Map<String, Map<String, String>> sections(Map<String, String> all, String prefix) {
        Map<String, Map<String, String>> sections = new TreeMap<>();
        section(all, prefix).forEach((name, value) -> {
            int dot = name.indexOf('.');
            String id = dot < 0 ? name : name.substring(0, dot);
            sections.computeIfAbsent(id, any -> new TreeMap<>()).put(dot < 0 ? "" : name.substring(dot + 1), value);
        });
        return sections;
    }
}
