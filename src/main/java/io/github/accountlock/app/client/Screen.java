package io.github.accountlock.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;

/**
 * Text for people, or one JSON object for programs, on the standard output; what is said beside it goes to the other one. What
 * somebody has typed into a request cannot act on the reader's terminal.
 */
final class Screen {

    /** Pure ASCII: what the terminal's encoding is does not matter. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;

    Screen(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** What is read before something is decided. */
    void show(List<String> lines) {
        lines.forEach(line -> (json ? err : out).println(harmless(line)));
    }

    void say(String sentence) {
        err.println(harmless(sentence));
    }

    Exit request(Exit exit, RequestSeen seen) {
        if (json) {
            write(result(exit).set("request", seen.json()));
        } else {
            show(seen.lines());
        }
        return exit;
    }

    Exit requests(JsonNode found) {
        if (json) {
            ObjectNode result = result(Exit.DONE).put("more", found.path("more").asBoolean());
            write(result.set("requests", found.path("requests")));
        } else {
            found.path("requests").forEach(one -> show(List.of(new RequestSeen(one).line())));
            if (found.path("more").asBoolean()) {
                say("There are more, which are older.");
            }
        }
        return Exit.DONE;
    }

    /** @param request the id of what was being dealt with, or empty */
    Exit trouble(Trouble trouble, String request) {
        say(trouble.getMessage());
        if (json) {
            ObjectNode result = result(trouble.exit());
            if (!request.isEmpty()) {
                result.putObject("request").put("requestId", request);
            }
            result.putObject("error").put("type", trouble.type()).put("detail", trouble.getMessage());
            write(result);
        }
        return trouble.exit();
    }

    private static ObjectNode result(Exit exit) {
        return JSON.createObjectNode().put("exitCode", exit.code()).put("result", exit.word());
    }

    private void write(JsonNode result) {
        try {
            out.println(JSON.writeValueAsString(result));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Lines stay lines of one value; nothing moves the cursor, colours, or turns the direction of the text. */
    private static String harmless(String text) {
        return text.replaceAll("\\R", "\n             ").replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]", "\uFFFD");
    }
}
