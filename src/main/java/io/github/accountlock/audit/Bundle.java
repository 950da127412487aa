package io.github.accountlock.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.Entry;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Head;
import io.github.accountlock.ledger.Trail;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The evidence of one request in one file (zip): the frozen request, the ledger's entries with their seals, the models,
 * the decision, the timeline, a page for people, and a sealed list of the SHA-256 of each.
 */
public final class Bundle {

    public static final String LEDGER = "ledger.json";
    public static final String REQUEST = "request.json";
    public static final String ANSWERS = "answers.json";
    public static final String MODEL = "model.bpmn";
    public static final String MANIFEST = "manifest.json";
    public static final String SEAL = "manifest.seal";
    public static final String SIGNATURE = "manifest.signature";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Bundle() {}

    /**
     * @param list of which the request is one account
     * @param others more files by name: models, decision, timeline, answers of the cloud
     */
    public static void write(
            OutputStream out,
            Trail trail,
            Optional<ItsList> list,
            Map<String, byte[]> others,
            EvidenceKeys keys,
            Instant now)
            throws IOException {
        Map<String, byte[]> files = new TreeMap<>(others);
        files.put(LEDGER, bytes(ledger(trail)));
        files.put(REQUEST, trail.entries().get(0).factsAsStored().getBytes(StandardCharsets.UTF_8));
        files.put("index.html", BundlePage.of(trail, list, now).getBytes(StandardCharsets.UTF_8));
        Map<String, String> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(name, Sha256.hex(content)));
        digests.put("request", trail.requestId());
        digests.put("made", now.toString());
        String manifest = CanonicalJson.write(digests);
        files.put(MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        files.put(SEAL, keys.sealText(manifest).getBytes(StandardCharsets.UTF_8));
        files.put(SIGNATURE, keys.sign(manifest).getBytes(StandardCharsets.UTF_8));
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            zip.putNextEntry(new ZipEntry(file.getKey()));
            zip.write(file.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }

    private static ObjectNode ledger(Trail trail) {
        ObjectNode root = JSON.createObjectNode().put("request", trail.requestId());
        trail.head()
                .ifPresent(head -> root.putObject("head")
                        .put("entries", head.entries())
                        .put("lastMac", head.lastMac())
                        .put("keyId", head.keyId())
                        .put("mac", head.mac()));
        entries(root.putArray("entries"), trail.entries());
        entries(root.putArray("refusals"), trail.refusals());
        return root;
    }

    private static void entries(ArrayNode array, List<Entry> entries) {
        for (Entry entry : entries) {
            array.addObject()
                    .put("number", entry.number())
                    .put("at", entry.at().toString())
                    .put("kind", entry.kind())
                    .put("actor", entry.actor())
                    .put("facts", entry.factsAsStored())
                    .put("keyId", entry.keyId())
                    .put("mac", entry.mac());
        }
    }

    /** What the cloud answered, by the numbers of the entries that are sealed with its SHA-256. */
    public static byte[] answers(Map<Integer, CloudAnswer> answers) {
        ArrayNode all = JSON.createArrayNode();
        answers.forEach((number, answer) -> all.addObject()
                .put("entry", number)
                .put("status", answer.status())
                .put("body", answer.body())
                .put("sha256", answer.sha256()));
        return bytes(all);
    }

    /** @throws IllegalArgumentException if the text is not what {@link #answers(Map)} writes */
    static Map<Integer, CloudAnswer> answers(byte[] text) {
        try {
            Map<Integer, CloudAnswer> answers = new TreeMap<>();
            for (JsonNode one : JSON.readTree(text)) {
                answers.put(
                        one.path("entry").asInt(),
                        new CloudAnswer(
                                one.path("status").asInt(), one.path("body").asText()));
            }
            return answers;
        } catch (IOException | RuntimeException broken) {
            throw new IllegalArgumentException(ANSWERS + " cannot be read", broken);
        }
    }

    /** @throws IllegalArgumentException if the text is not the ledger of a bundle */
    static Trail trail(byte[] ledger) {
        try {
            JsonNode root = JSON.readTree(ledger);
            String requestId = root.path("request").asText();
            JsonNode head = root.path("head");
            return new Trail(
                    requestId,
                    entries(root.path("entries"), requestId),
                    entries(root.path("refusals"), Entry.refusals(requestId)),
                    head.isMissingNode()
                            ? Optional.empty()
                            : Optional.of(new Head(
                                    requestId,
                                    head.path("entries").asInt(),
                                    head.path("lastMac").asText(),
                                    head.path("keyId").asText(),
                                    head.path("mac").asText())),
                    Optional.empty());
        } catch (IOException | RuntimeException broken) {
            throw new IllegalArgumentException(
                    LEDGER + " is not the ledger of a bundle: "
                            + broken.getMessage().lines().findFirst().orElse(""),
                    broken);
        }
    }

    private static List<Entry> entries(JsonNode array, String chain) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : array) {
            String facts = entry.path("facts").asText();
            entries.add(new Entry(
                    chain,
                    entry.path("number").asInt(),
                    Instant.parse(entry.path("at").asText()),
                    entry.path("kind").asText(),
                    entry.path("actor").asText(),
                    CanonicalJson.read(facts),
                    facts,
                    entry.path("keyId").asText(),
                    entry.path("mac").asText()));
        }
        return entries;
    }

    /** Readable JSON of anything made of records, maps and lists. */
    public static byte[] bytes(Object content) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
