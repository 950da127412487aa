package io.github.accountlock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.MaintenanceWindow;
import io.github.accountlock.engine.AccountLockSettings;
import io.github.accountlock.fixture.ConfigurationMetadata;
import io.github.accountlock.fixture.ConfigurationMetadata.Setting;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.notify.NotifySettings;
import io.github.accountlock.provider.AccountLockProviderFactory;
import io.github.accountlock.provider.Providers;
import io.github.accountlock.provider.postgres.PostgresFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page {@code src/docs/configuration.md} is printed from Spring's configuration metadata, which names every setting there
 * is and no other. Print it again: {@code mvn -q test -Dtest=ConfigurationPageTest -Dprint.configuration=true}
 */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("src/docs/configuration.md");
    private static final Pattern PRINTED =
            Pattern.compile("(<!-- Printed .*?-->\\n).*(<!-- Until here. -->)", Pattern.DOTALL);
    private static final Pattern KNOWN = Pattern.compile("(?:known(?: are|:)|settings:) ([^)]*)[.)]");

    private static final Map<String, String> ONE_CLOUD = Map.of(
            "evidence.keys", Production.EVIDENCE_KEYS,
            "providers.tencent-postgres.secret-id", "visibly-fake",
            "providers.tencent-postgres.secret-key", "visibly-fake",
            "notify.base-url", "https://locks.example.com",
            "notify.mail.host", "mail.example.com",
            "notify.mail.from", "locks@example.com");

    private final ConfigurationMetadata metadata = ConfigurationMetadata.read();

    @Test
    void pageSaysWhatTheMetadataSays() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(PRINTED.matcher(page).results()).hasSize(1);

        String printed = PRINTED.matcher(page)
                .replaceAll(part -> Matcher.quoteReplacement(
                        part.group(1) + new ConfigurationPage().print() + "\n" + part.group(2)));

        if (Boolean.getBoolean("print.configuration")) {
            Files.writeString(PAGE, printed);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(printed);
    }

    @Test
    void everySettingThatIsKnownIsDescribedAndNoOther() {
        assertThat(described()).filteredOn(name -> !isOfTheApplication(name)).containsExactlyElementsOf(known());
    }

    @Test
    void settingsOfWhatHasANameAreDescribedWithIt() {
        List<String> ofAHook = listed(NotifySettings.problems(Map.of("nonsense", "x"))).stream()
                .filter(name -> name.startsWith("webhooks.NAME."))
                .map(name -> name.substring("webhooks.NAME.".length()))
                .toList();
        List<String> ofAServer = listed(new PostgresFactory().problems(Map.of("end-sessions", "true")));

        assertThat(ofAHook)
                .hasSize(3)
                .allMatch(name -> description("notify.webhooks").contains("`" + name + "`"));
        List<String> ofAWindow = listed(MaintenanceWindow.problems("NAME", Map.of("nonsense", "x")));

        assertThat(ofAWindow).hasSize(4).allMatch(name -> description("windows").contains("`" + name + "`"));
        assertThat(ofAServer)
                .hasSize(6)
                .allMatch(name -> description("providers.postgresql.instances").contains("`" + name + "`"));
    }

    private String description(String name) {
        return metadata.settings().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow()
                .description();
    }

    @Test
    void everyDefaultIsTheOneThatCounts() {
        Map<String, String> defaults = metadata.defaults("");
        defaults.keySet().removeIf(name -> isOfTheApplication(name) || name.startsWith("providers."));

        AccountLockSettings told = AccountLockSettings.from(with(defaults));

        assertThat(defaults).hasSizeGreaterThan(15);
        assertThat(told)
                .usingRecursiveComparison()
                .ignoringFields("evidenceKeys", "providers")
                .isEqualTo(AccountLockSettings.from(ONE_CLOUD));
    }

    @Test
    void everyVariableOfTheApplicationIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        List<String> variables = ConfigurationPage.application().stream()
                .flatMap(document -> Pattern.compile("\\$\\{([A-Z_]+):?}")
                        .matcher(document.getSource().toString())
                        .results())
                .map(variable -> variable.group(1))
                .toList();

        assertThat(variables).hasSizeGreaterThan(30).allMatch(variable -> page.contains("`" + variable + "`"));
    }

    @Test
    void portOfTheSimulatedCloudsIsTheOneOfTheDemo() {
        assertThat(ConfigurationPage.application())
                .extracting(document -> document.getProperty("account-lock.simulator.port"))
                .map(String::valueOf)
                .contains(metadata.defaults("simulator.").get("port"));
    }

    private static boolean isOfTheApplication(String name) {
        return name.startsWith("oidc.") || name.startsWith("simulator.");
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(ONE_CLOUD);
        all.putAll(more);
        return all;
    }

    private Set<String> described() {
        return metadata.settings().stream().map(Setting::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** As each part of the product says when it refuses a name that it does not know. */
    private static Set<String> known() {
        Set<String> names = new TreeSet<>(listed(AccountLockSettings.problems(Map.of("nonsense", "x"))));
        names.removeIf(name -> name.endsWith("*"));
        names.addAll(List.of("verify", "windows", "notify.webhooks", "providers.postgresql.instances"));
        Providers.shared().forEach(name -> names.add("http." + name));
        listed(NotifySettings.problems(Map.of("nonsense", "x"))).stream()
                .filter(name -> !name.contains("NAME"))
                .forEach(name -> names.add("notify." + name));
        for (AccountLockProviderFactory factory : shipped()) {
            listed(factory.problems(Map.of("nonsense", "x"))).stream()
                    .filter(name -> !factory.shared().contains(name))
                    .forEach(name -> names.add("providers." + factory.id() + "." + name));
        }
        return names;
    }

    private static List<String> listed(List<String> problems) {
        return problems.stream()
                .map(KNOWN::matcher)
                .filter(Matcher::find)
                .findFirst()
                .map(found -> Arrays.asList(found.group(1).split(", ")))
                .orElseThrow();
    }

    /** Not those of the tests. */
    private static List<AccountLockProviderFactory> shipped() {
        try {
            Path services = Path.of("src/main/resources/META-INF/services", AccountLockProviderFactory.class.getName());
            Set<String> names = Files.readAllLines(services).stream().collect(Collectors.toSet());
            return ServiceLoader.load(AccountLockProviderFactory.class).stream()
                    .filter(found -> names.contains(found.type().getName()))
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
