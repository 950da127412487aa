package io.github.accountlock.docs;

import io.github.accountlock.fixture.ConfigurationMetadata;
import io.github.accountlock.fixture.ConfigurationMetadata.Section;
import io.github.accountlock.fixture.ConfigurationMetadata.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/** The tables of {@code src/docs/configuration.md}: a section a group of settings, and what our application sets them to. */
final class ConfigurationPage {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):?}");
    private static final Pattern PAGE = Pattern.compile("(?<![\\w/(])([a-z-]+\\.md)");

    private final ConfigurationMetadata metadata = ConfigurationMetadata.read();
    private final PropertySource<?> application = application().get(0);

    /** The documents of {@code application.yaml}: what always holds, and what holds with a profile. */
    static List<PropertySource<?>> application() {
        try {
            return new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yaml"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String print() {
        StringBuilder page = new StringBuilder();
        for (Section section : metadata.sections()) {
            List<Setting> settings = of(section);
            if (!settings.isEmpty()) {
                page.append("\n### `").append(section.name()).append("`\n\n");
                page.append(sentence(section.description())).append("\n\n");
                page.append("| Setting | Default | |\n|---|---|---|\n");
                settings.forEach(setting -> page.append(row(section, setting)));
            }
        }
        return page.toString();
    }

    /** Those below it that are below no section further down. */
    private List<Setting> of(Section section) {
        List<Setting> settings = new ArrayList<>(metadata.settings());
        settings.removeIf(setting -> !owner(setting).equals(section));
        settings.sort(Comparator.comparing(Setting::name));
        return settings;
    }

    private Section owner(Setting setting) {
        String name = "account-lock." + setting.name();
        return metadata.sections().stream()
                .filter(section -> name.startsWith(section.name() + "."))
                .max(Comparator.comparingInt(section -> section.name().length()))
                .orElseThrow();
    }

    private String row(Section section, Setting setting) {
        String name =
                ("account-lock." + setting.name()).substring(section.name().length() + 1);
        return "| `" + name + (setting.isMap() ? ".*" : "") + "` | " + value(setting) + " | "
                + sentence(setting.description()) + variable(setting) + " |\n";
    }

    private String value(Setting setting) {
        String usual = setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`";
        return ours(setting)
                .filter(value -> !value.startsWith("${"))
                .map(value -> usual + "; our application: `" + value + "`")
                .orElse(usual);
    }

    private String variable(Setting setting) {
        List<String> variables = new ArrayList<>();
        String all = setting.isMap() ? setting.name() + "." : setting.name();
        for (String name : names()) {
            if (name.equals("account-lock." + all) || setting.isMap() && name.startsWith("account-lock." + all)) {
                Matcher variable = VARIABLE.matcher(String.valueOf(application.getProperty(name)));
                if (variable.matches()) {
                    variables.add("`" + variable.group(1) + "`");
                }
            }
        }
        return variables.isEmpty() ? "" : " Variable: " + String.join(", ", variables);
    }

    private Optional<String> ours(Setting setting) {
        return Optional.ofNullable(application.getProperty("account-lock." + setting.name()))
                .map(String::valueOf);
    }

    private String[] names() {
        return ((EnumerablePropertySource<?>) application).getPropertyNames();
    }

    /** Javadoc begins small and ends without a stop; names of pages become links. */
    private static String sentence(String text) {
        String whole = text.endsWith(".") || text.endsWith(":") ? text : text + ".";
        return PAGE.matcher(whole.substring(0, 1).toUpperCase(Locale.ROOT) + whole.substring(1))
                .replaceAll("[$1]($1)");
    }
}
