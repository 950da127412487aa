package io.github.accountlock.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * What the form of an approval shows in Tasklist, as text: by the form that is deployed with the model, so that nothing of it is
 * left out here.
 *
 * @param form the deployed form
 * @param variables what it is filled with: the sealed facts
 */
record ApprovalForm(JsonNode form, JsonNode variables) {

    private static final FeelEngine FEEL = new ScalaFeelEngineFactory().createInstance();
    private static final Pattern NAMED = Pattern.compile("\\{\\{(\\w+)}}");

    String digest() {
        return value("frozenDigest");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (JsonNode component : form.path("components")) {
            String key = component.path("key").asText();
            if (component.path("readonly").asBoolean() && !value(key).isBlank() && !isHidden(component)) {
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

    /** By the condition that the form puts on it, in the language of forms; a part without one is always shown. */
    private boolean isHidden(JsonNode component) {
        String condition = component.path("conditional").path("hide").asText();
        if (!condition.startsWith("=")) {
            return false;
        }
        VariableMap values = Variables.createVariables();
        variables.fieldNames().forEachRemaining(name -> values.put(name, value(name)));
        return Boolean.TRUE.equals(FEEL.evaluateSimpleExpression(condition.substring(1), values.asVariableContext()));
    }

    private String value(String name) {
        return variables.path(name).path("value").asText("");
    }
}
