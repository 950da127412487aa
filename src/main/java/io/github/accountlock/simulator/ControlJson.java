package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;

/** Typed access to a body sent to the control API. */
final class ControlJson {

    private final JsonNode json;

    /** @throws Refusal if it is no object or has a field that is not allowed */
    ControlJson(JsonNode json, String what, List<String> allowed) {
        this.json = json;
        if (!json.isObject()) {
            throw wrong(what + " must be a JSON object.");
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            if (!allowed.contains(names.next())) {
                throw wrong(what + " may have only these fields: " + String.join(", ", allowed) + ".");
            }
        }
    }

    static Refusal wrong(String sentence) {
        return Refusal.of(400, "", sentence);
    }

    String text(String name, String absent) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isTextual() || value.textValue().length() > 200) {
            throw wrong(name + " must be a text of at most 200 characters.");
        }
        return value.textValue();
    }

    String oneOf(String name, String absent, List<String> allowed) {
        String value = text(name, absent);
        if (!value.equals(absent) && !allowed.contains(value)) {
            throw wrong(name + " must be one of: " + String.join(", ", allowed) + ".");
        }
        return value;
    }

    /** A whole number from 0 to the most. */
    int number(String name, int absent, int most) {
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > most) {
            throw wrong(name + " must be a whole number from 0 to " + most + ".");
        }
        return value.intValue();
    }
}
