package io.github.accountlock.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.accountlock.domain.CloudAnswer;
import java.util.regex.Pattern;

/**
 * Makes the copy of an answer that auditors see: status and body as received, without the values of members whose names sound
 * secret, without any secret that the request carried, and of a list only what is about the account.
 */
final class AuditCopy {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i)passw|pwd|secret|token|sign|credential|key|auth|cookie|session|nonce|private");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HIDDEN = "***";

    private final String accountName;
    private final Redaction redaction;

    /** @param accountName of whom lists are to tell */
    AuditCopy(String accountName, Redaction redaction) {
        this.accountName = accountName;
        this.redaction = redaction;
    }

    CloudAnswer of(Answer answer) {
        if (answer.body().isMissingNode()) {
            return new CloudAnswer(answer.status(), "");
        }
        String body = storable(copy(answer.body()).toString());
        if (body.length() <= CloudAnswer.LONGEST) {
            return new CloudAnswer(answer.status(), body);
        }
        String said = "… cut here; it had " + body.length() + " characters";
        return new CloudAnswer(
                answer.status(), storable(body.substring(0, CloudAnswer.LONGEST - said.length())) + said);
    }

    /** Half of a pair of characters has no form in UTF-8, and would not be the same when it is read again. */
    private static String storable(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private JsonNode copy(JsonNode node) {
        if (node.isObject()) {
            ObjectNode copy = JSON.objectNode();
            node.properties()
                    .forEach(member ->
                            copy.set(redaction.clean(member.getKey()), member(member.getKey(), member.getValue())));
            return copy;
        }
        if (node.isArray()) {
            return list(node);
        }
        return node.isTextual() ? TextNode.valueOf(redaction.clean(node.textValue())) : node;
    }

    private JsonNode member(String name, JsonNode value) {
        boolean secret = SECRET_NAME.matcher(name).find() && !value.isNull();
        return secret ? TextNode.valueOf(HIDDEN) : copy(value);
    }

    /** What is about other accounts is nobody's business here. */
    private ArrayNode list(JsonNode node) {
        ArrayNode copy = JSON.arrayNode();
        int others = 0;
        for (JsonNode entry : node) {
            if (entry.isObject() && !names(entry)) {
                others++;
            } else {
                copy.add(copy(entry));
            }
        }
        if (others > 0) {
            copy.add("… " + others + (others == 1 ? " other entry" : " other entries") + " left out");
        }
        return copy;
    }

    private boolean names(JsonNode entry) {
        return entry.properties().stream()
                .anyMatch(member -> accountName.equals(member.getValue().textValue()));
    }
}
