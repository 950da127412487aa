package io.github.accountlock.audit;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.fixture.Audited;
import io.github.accountlock.fixture.Production;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.PublicKeys;
import io.github.accountlock.ledger.SealedByHand;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.Call;
import io.github.accountlock.request.Fact.CallIntended;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody without the key changes an evidence bundle, and somebody with the key looks at it. */
class BundleTest {

    private static final EvidenceKeys OTHER =
            new EvidenceKeys("t1:ZmFrZS1ldmlkZW5jZS1rZXktZm9yLXRlc3RzLW9ubHktMDAwMg==");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Trail locked;
    private static Trail running;

    @TempDir
    Path folder;

    @BeforeAll
    static void twoRequests() {
        try (Audited audited = Audited.onPostgres("bundles")) {
            String one = audited.locked(tencent("app_user"), "reason", "<b>leaked</b> & \"lost\"");
            String other = audited.flow().requested(tencent("etl_user")).getId();
            locked = audited.access().ledger().trail(one);
            running = audited.access().ledger().trail(other);
        }
    }

    @Test
    void bundleOfALockedRequestIsSound() throws IOException {
        BundleCheck.Result result = check(files(locked), Audited.KEYS);

        assertThat(result.problems()).isEmpty();
        assertThat(result.entries()).isEqualTo(9);
        assertThat(result.verdict()).startsWith("Locked. Requested by requester on ");
    }

    @Test
    void bundleOfARunningRequestIsSound() throws IOException {
        BundleCheck.Result result = check(files(running), Audited.KEYS);

        assertThat(result.problems()).isEmpty();
        assertThat(result.verdict()).startsWith("Not ended yet. Requested by requester on ");
    }

    @Test
    void pageForPeopleShowsDataAsText() throws IOException {
        String page = new String(files(locked).get("index.html"), StandardCharsets.UTF_8);

        assertThat(page)
                .contains("&lt;b&gt;leaked&lt;/b&gt; &amp; &quot;lost&quot;")
                .contains("audit verify --bundle FILE")
                .doesNotContain("<b>")
                .doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ledger.json",
                "request.json",
                "index.html",
                "model.bpmn",
                "policy.dmn",
                "decision.json",
                "manifest.json"
            })
    void oneByteOfAFileIsFound(String name) throws IOException {
        Map<String, byte[]> files = files(locked);
        byte[] content = files.get(name).clone();
        content[content.length / 2] ^= 1;
        files.put(name, content);

        assertThat(check(files, Audited.KEYS).problems())
                .anyMatch(problem -> problem.startsWith(name + " "))
                .contains(
                        name.equals("manifest.json")
                                ? "manifest.json does not match manifest.seal"
                                : name + " was changed: its SHA-256 is another than the listed one");
    }

    @Test
    void oneByteOfTheSealIsFound() throws IOException {
        for (int i = 0; i < files(locked).get("manifest.seal").length; i++) {
            Map<String, byte[]> files = files(locked);
            byte[] seal = files.get("manifest.seal").clone();
            seal[i] ^= 1;
            files.put("manifest.seal", seal);

            BundleCheck.Result result = check(files, Audited.KEYS);
            assertThat(result.problems().size() + result.unchecked().size()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ledger.json",
                "request.json",
                "index.html",
                "model.bpmn",
                "policy.dmn",
                "manifest.json",
                "manifest.seal"
            })
    void fileThatWasRemovedIsFound(String name) throws IOException {
        Map<String, byte[]> files = files(locked);
        files.remove(name);

        assertThat(check(files, Audited.KEYS).problems()).containsExactly(name + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"more.txt", "made", "request", "../../escape"})
    void fileThatWasAddedIsFound(String name) throws IOException {
        Map<String, byte[]> files = files(locked);
        files.put(name, new byte[1]);

        assertThat(check(files, Audited.KEYS).problems()).containsExactly(name + " is not listed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "entry removed | entry 4 is missing",
                "last entry removed | entries after number 8 are missing",
                "actor edited | entry 4 does not match its seal",
                "facts edited | entry 1 does not match its seal",
                "time edited | entry 8 does not match its seal",
                "entries swapped | entry 4 is missing",
                "entries swapped with their numbers | entry 4 does not match its seal",
                "head removed | the head does not match its seal",
                "head lowered with its entry | the head does not match its seal",
                "another request | entry 1 does not match its seal"
            })
    void changedLedgerIsFoundByItsOwnSealsEvenUnderANewManifest(String change, String why) throws IOException {
        Map<String, byte[]> files = changed(files(locked), change);
        listAgain(files);

        assertThat(check(files, Audited.KEYS).problems())
                .contains("manifest.json does not match manifest.seal")
                .anyMatch(problem -> problem.equals("ledger.json: " + why))
                .noneMatch(problem -> problem.contains("SHA-256"));
    }

    @Test
    void modelOfAnotherVersionIsFoundEvenIfTheBundleIsSealed() throws IOException {
        Map<String, byte[]> others = others();
        others.put("model.bpmn", "<another/>".getBytes(StandardCharsets.UTF_8));

        assertThat(check(files(locked, others, Audited.KEYS), Audited.KEYS).problems())
                .containsExactly("model.bpmn is not the model that the request was frozen with");
    }

    @Test
    void callWithoutApprovalIsFoundEvenIfEverythingIsSealed() throws IOException {
        Instant now = Instant.now();
        Trail forged = SealedByHand.with(
                running, Audited.KEYS, new CallIntended(now, Call.LOCK, now.plusSeconds(9), List.of("manager")));

        assertThat(check(files(forged), Audited.KEYS).problems())
                .containsExactly(
                        "ledger.json: entry 4 (CALL_INTENDED) may not follow: 0 of 1 approvals are in the ledger");
    }

    @Test
    void anotherKeyOfTheSameNameProvesNothing() throws IOException {
        assertThat(check(files(locked), OTHER).problems())
                .containsExactly(
                        "manifest.json does not match manifest.seal",
                        "manifest.json does not match manifest.signature",
                        "ledger.json: entry 1 does not match its seal");
    }

    @Test
    void missingKeyIsNamedAndNothingIsCalledBroken() throws IOException {
        BundleCheck.Result result = check(files(locked), EvidenceKeys.none());

        assertThat(result.problems()).isEmpty();
        assertThat(result.unchecked())
                .containsExactly(
                        "ledger.json: entry 1 was sealed with the key \"t1\", which is not configured here",
                        "manifest.seal was made with the key \"t1\", which is not here",
                        "manifest.signature was made with the key \"t1\", which is not here");
    }

    @Test
    void sealOfAnotherKeyIsNoSeal() throws IOException {
        assertThat(check(files(locked, others(), OTHER), Audited.KEYS).problems())
                .containsExactly(
                        "manifest.json does not match manifest.seal",
                        "manifest.json does not match manifest.signature");
    }

    @Test
    void publicKeyAloneChecksAndCannotForge() throws IOException {
        PublicKeys published = PublicKeys.from(Audited.KEYS.publicKeys().toString());

        assertThat(check(files(locked), published).problems()).isEmpty();
        assertThat(check(files(locked), published).unchecked()).isEmpty();
        assertThat(check(files(locked, others(), OTHER), published).problems())
                .containsExactly("manifest.json does not match manifest.signature");
        Map<String, byte[]> changed = changed(files(locked), "actor edited");
        listAgain(changed);
        assertThat(check(changed, published).problems()).contains("manifest.json does not match manifest.signature");
        assertThat(Audited.KEYS.publicKeys().toString())
                .as("made from the key alone, so that every node signs alike")
                .isEqualTo(published.toString())
                .doesNotContain(Production.EVIDENCE_KEYS.substring(3));
    }

    @Test
    void bundleOfVeryManyEntriesIsCheckedInOnePass() throws IOException {
        Trail many = SealedByHand.looks(running, Audited.KEYS, 200_000);

        BundleCheck.Result result = check(files(many), Audited.KEYS);

        assertThat(result.problems()).isEmpty();
        assertThat(result.entries()).isEqualTo(200_003);
    }

    @Test
    void zipBombIsNotUnpacked() throws IOException {
        Map<String, byte[]> bomb = files(locked);
        bomb.put("bomb", new byte[300 << 20]);
        Path file = Files.write(folder.resolve("bundle.zip"), zip(bomb));

        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertThatThrownBy(() -> BundleCheck.of(file, Audited.KEYS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the bundle is larger than any that we make");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ledger.json | {} | ledger.json has no entries",
                "ledger.json | no json | ledger.json is not the ledger of a bundle",
                "ledger.json | [1, 2 | ledger.json is not the ledger of a bundle",
                "manifest.json | no json | manifest.json cannot be read",
            })
    void whatIsNoLedgerIsSaidInOneSentence(String name, String content, String sentence) throws IOException {
        Map<String, byte[]> files = files(locked);
        files.put(name, content.getBytes(StandardCharsets.UTF_8));

        assertThat(check(files, Audited.KEYS).problems()).anyMatch(problem -> problem.startsWith(sentence));
    }

    @Test
    void kindThatIsNotKnownHereIsNamedAndProvesNothing() throws IOException {
        Trail later = SealedByHand.unheardOf(running, Audited.KEYS);

        BundleCheck.Result result = check(files(later), Audited.KEYS);

        assertThat(result.problems())
                .singleElement()
                .asString()
                .contains("entry 4")
                .contains("UNHEARD_OF");
    }

    @Test
    void whatIsNoZipFileIsRefused() throws IOException {
        byte[] whole = zip(files(locked));
        byte[] broken = whole.clone();
        Arrays.fill(broken, 200, 300, (byte) 7);
        for (byte[] content :
                List.of(new byte[0], "no zip".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, 5000), broken)) {
            Path file = Files.write(folder.resolve("bundle.zip"), content);

            assertThatThrownBy(() -> BundleCheck.of(file, Audited.KEYS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not a zip file, or a damaged one");
        }
    }

    /** Programs read a zip file by the list at its end or in a row; a forged page must not hide from either. */
    @Test
    void fileWithTwoContentsIsFound() throws IOException {
        Map<String, byte[]> forged = files(locked);
        forged.put("index.html", "all is well".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(zip(forged));
        both.write(zip(files(locked)));
        Path file = Files.write(folder.resolve("bundle.zip"), both.toByteArray());

        assertThat(BundleCheck.of(file, Audited.KEYS).problems())
                .anyMatch(problem -> problem.startsWith("the file has two contents"));
    }

    private static Map<String, byte[]> changed(Map<String, byte[]> files, String change) throws IOException {
        ObjectNode ledger = (ObjectNode) JSON.readTree(files.get("ledger.json"));
        ArrayNode entries = (ArrayNode) ledger.get("entries");
        switch (change) {
            case "entry removed" -> entries.remove(3);
            case "last entry removed" -> entries.remove(8);
            case "actor edited" -> ((ObjectNode) entries.get(3)).put("actor", "manager2");
            case "facts edited" -> {
                ObjectNode first = (ObjectNode) entries.get(0);
                first.put("facts", first.get("facts").asText().replace("app_user", "etl_user"));
                files.put("request.json", first.get("facts").asText().getBytes(StandardCharsets.UTF_8));
            }
            case "time edited" -> ((ObjectNode) entries.get(7)).put("at", "2026-01-01T00:00:00Z");
            case "entries swapped" -> swap(entries);
            case "entries swapped with their numbers" -> {
                swap(entries);
                ((ObjectNode) entries.get(3)).put("number", 4);
                ((ObjectNode) entries.get(4)).put("number", 5);
            }
            case "head removed" -> ledger.remove("head");
            case "head lowered with its entry" -> {
                entries.remove(8);
                ((ObjectNode) ledger.get("head"))
                        .put("entries", 8)
                        .put("lastMac", entries.get(7).get("mac").asText());
            }
            case "another request" -> ledger.put("request", "another");
            default -> throw new IllegalArgumentException(change);
        }
        files.put("ledger.json", JSON.writeValueAsBytes(ledger));
        return files;
    }

    private static void swap(ArrayNode entries) {
        JsonNode fourth = entries.get(3);
        entries.set(3, entries.get(4));
        entries.set(4, fourth);
    }

    /** The list of digests as somebody makes it who has no key. */
    private static void listAgain(Map<String, byte[]> files) {
        Map<String, String> listed =
                new TreeMap<>(CanonicalJson.read(new String(files.get("manifest.json"), StandardCharsets.UTF_8)));
        files.forEach((name, content) -> listed.computeIfPresent(name, (any, old) -> Sha256.hex(content)));
        files.put("manifest.json", CanonicalJson.write(listed).getBytes(StandardCharsets.UTF_8));
    }

    private BundleCheck.Result check(Map<String, byte[]> files, EvidenceKeys keys) throws IOException {
        return BundleCheck.of(Files.write(folder.resolve("bundle.zip"), zip(files)), keys);
    }

    private BundleCheck.Result check(Map<String, byte[]> files, PublicKeys keys) throws IOException {
        return BundleCheck.of(Files.write(folder.resolve("bundle.zip"), zip(files)), keys);
    }

    private static Map<String, byte[]> files(Trail trail) throws IOException {
        return files(trail, others(), Audited.KEYS);
    }

    private static Map<String, byte[]> files(Trail trail, Map<String, byte[]> others, EvidenceKeys keys)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Bundle.write(out, trail, Optional.empty(), others, keys, Instant.parse("2026-12-01T10:00:00Z"));
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static Map<String, byte[]> others() throws IOException {
        Map<String, byte[]> others = new TreeMap<>();
        others.put("model.bpmn", resource("/accountlock/bpmn/account-lock.bpmn"));
        others.put("policy.dmn", resource("/accountlock/bpmn/approval-policy.dmn"));
        others.put("decision.json", Bundle.bytes(List.of()));
        return others;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BundleTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
