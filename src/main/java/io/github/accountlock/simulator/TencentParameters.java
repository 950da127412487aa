package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;

/** Typed access to the parameters of a Tencent call, with the refusals of Common Error Codes (409/34882). */
final class TencentParameters {

    private final JsonNode parameters;

    /** @throws Refusal if there is a parameter that is not among the known ones */
    TencentParameters(JsonNode parameters, List<String> known) {
        this.parameters = parameters;
        if (!parameters.isObject()) {
            throw Refusal.tencent("InvalidParameter", "The request body is not a JSON object.");
        }
        for (Iterator<String> names = parameters.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw Refusal.tencent("UnknownParameter", "The parameter is not recognized.");
            }
        }
    }

    String text(String name) {
        JsonNode value = parameters.path(name);
        if (value.isMissingNode() || value.isNull() || value.asText().isEmpty()) {
            throw Refusal.tencent("MissingParameter", "The request is missing a required parameter `" + name + "`.");
        }
        if (!value.isTextual()) {
            throw Refusal.tencent("InvalidParameter", "The value of parameter `" + name + "` is not a string.");
        }
        return value.textValue();
    }

    /** In a GET every value is text, so digits will do. */
    int number(String name, int absent, int least, int most) {
        JsonNode value = parameters.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.asText().matches("-?\\d{1,9}")) {
            throw Refusal.tencent("InvalidParameter", "The value of parameter `" + name + "` is not an integer.");
        }
        int number = value.asInt();
        if (number < least || number > most) {
            throw Refusal.tencent(
                    "InvalidParameterValue", "The value of parameter `" + name + "` is out of the valid range.");
        }
        return number;
    }

    String choice(String name, List<String> allowed) {
        JsonNode value = parameters.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return allowed.get(0);
        }
        if (!allowed.contains(value.asText())) {
            throw Refusal.tencent("InvalidParameterValue", "The value of parameter `" + name + "` is not valid.");
        }
        return value.asText();
    }
}
