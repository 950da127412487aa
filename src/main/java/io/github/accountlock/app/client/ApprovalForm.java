package io.github.accountlock.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the form of an approval shows in Tasklist, as text: by the form that is deployed with the model, so that nothing of it is
 * left out here.
 *
 * @param form the deployed form
 * @param variables what it is filled with: the sealed facts
 */
record ApprovalForm(JsonNode form, JsonNode variables) {

    private static final Pattern NAMED = Pattern.compile("\\{\\{(\\w+)}}");

    String digest() {
        return value("frozenDigest");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (JsonNode component : form.path("components")) {
            String key = component.path("key").asText();
            if (component.path("readonly").asBoolean() && !value(key).isBlank()) {
                lines.add(component.path("label").asText() + ": " + value(key));
            } else if (component.has("text") && !isHidden(component)) {
                String text = component.path("text").asText().replace("**", "");
                String filled = NAMED.matcher(text).replaceAll(name -> Matcher.quoteReplacement(value(name.group(1))));
                if (!filled.contains("{{")) {
                    lines.add(filled);
                }
            }
        }
        lines.add("Digest: " + digest());
        return lines;
    }

    /** The one condition that our forms put on a text: that a value is another one. */
    private boolean isHidden(JsonNode component) {
        Matcher unless = Pattern.compile("=(\\w+) != \"([^\"]*)\"")
                .matcher(component.path("conditional").path("hide").asText());
        return unless.matches() && !value(unless.group(1)).equals(unless.group(2));
    }

    private String value(String name) {
        return variables.path(name).path("value").asText("");
    }
}
