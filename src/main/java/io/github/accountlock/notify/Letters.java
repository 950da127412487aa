package io.github.accountlock.notify;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts, from Mustache templates: {@code OCCASION.txt}, whose first line is the subject, and {@code mail.html} around it.
 * A file of the configured folder takes the place of ours.
 */
final class Letters {

    private static final String OURS = "accountlock/notify/";

    private final Optional<Path> folder;
    private final Map<String, Template> templates = new ConcurrentHashMap<>();

    Letters(Optional<Path> folder) {
        this.folder = folder;
    }

    /** One text in two forms. */
    record Written(String subject, String text, String html) {}

    Written write(Occasion occasion, Map<String, Object> values) {
        String[] parts =
                template(occasion.label() + ".txt", false).execute(values).split("\\R", 2);
        String subject = parts[0].replaceAll("\\p{Cntrl}", " ").strip();
        String text = parts.length > 1 ? parts[1].strip() : "";
        Map<String, Object> around = new HashMap<>(values);
        around.put("subject", subject);
        around.put("paragraphs", text.split("\\R\\R+")[0].split("\\R"));
        return new Written(subject, text + "\n", template("mail.html", true).execute(around));
    }

    private Template template(String file, boolean html) {
        return templates.computeIfAbsent(
                file, any -> Mustache.compiler().escapeHTML(html).compile(read(file)));
    }

    private String read(String file) {
        Optional<Path> own = folder.map(each -> each.resolve(file)).filter(Files::isRegularFile);
        try {
            if (own.isPresent()) {
                return Files.readString(own.get());
            }
            try (InputStream in = Letters.class.getClassLoader().getResourceAsStream(OURS + file)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("template " + file, unreadable);
        }
    }
}
