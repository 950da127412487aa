package io.github.accountlock.audit;

import io.github.accountlock.approval.Evidence;
import io.github.accountlock.approval.GrantAudit;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Trail;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Checks an evidence bundle without a database. */
public final class BundleCheck {

    private static final Set<String> NO_FILES = Set.of("request", "made");
    private static final int MOST_BYTES = 256 << 20;

    private BundleCheck() {}

    /**
     * What was found.
     *
     * @param verdict what became of the request, if the file could be read
     * @param problems sentences; empty if everything agrees and every seal is right
     */
    public record Result(String verdict, int entries, List<String> problems) {}

    /**
     * @param keys the evidence key; every seal counts as wrong without it
     * @throws IOException if it is no zip file
     */
    public static Result of(Path bundle, EvidenceKeys keys) throws IOException {
        Map<String, byte[]> files;
        List<String> problems = new ArrayList<>();
        try {
            files = listed(bundle);
            if (!same(files, inARow(bundle))) {
                problems.add("the file has two contents: its list of files leads to others than reading it in a row");
            }
        } catch (ZipException | EOFException broken) {
            throw new IOException(bundle + " is not a zip file, or a damaged one: " + broken.getMessage(), broken);
        }
        for (String needed : List.of(Bundle.MANIFEST, Bundle.SEAL, Bundle.LEDGER, Bundle.REQUEST)) {
            if (!files.containsKey(needed)) {
                problems.add(needed + " is missing");
            }
        }
        if (!problems.isEmpty()) {
            return new Result("", 0, problems);
        }
        manifest(files, keys, problems);
        try {
            Trail trail = Bundle.trail(files.get(Bundle.LEDGER)).checked(keys);
            ledger(trail, files, problems);
            return new Result(Verdict.text(trail), trail.entries().size(), problems);
        } catch (IllegalArgumentException unreadable) {
            problems.add(unreadable.getMessage());
            return new Result("", 0, problems);
        }
    }

    private static void manifest(Map<String, byte[]> files, EvidenceKeys keys, List<String> problems) {
        String manifest = new String(files.get(Bundle.MANIFEST), StandardCharsets.UTF_8);
        if (!keys.isSealed(manifest, new String(files.get(Bundle.SEAL), StandardCharsets.UTF_8))) {
            problems.add(Bundle.MANIFEST + " does not match its seal");
        }
        Map<String, String> listed;
        try {
            listed = new TreeMap<>(CanonicalJson.read(manifest));
        } catch (IllegalStateException unreadable) {
            problems.add(Bundle.MANIFEST + " cannot be read");
            return;
        }
        NO_FILES.forEach(listed::remove);
        listed.forEach((name, digest) -> {
            if (!files.containsKey(name)) {
                problems.add(name + " is missing");
            } else if (!CanonicalJson.digest(files.get(name)).equals(digest)) {
                problems.add(name + " was changed: its SHA-256 is another than the listed one");
            }
        });
        files.keySet().stream()
                .filter(name -> !listed.containsKey(name))
                .filter(name -> !name.equals(Bundle.MANIFEST) && !name.equals(Bundle.SEAL))
                .forEach(name -> problems.add(name + " is not listed"));
    }

    private static void ledger(Trail trail, Map<String, byte[]> files, List<String> problems) {
        if (trail.entries().isEmpty()) {
            problems.add(Bundle.LEDGER + " has no entries");
            return;
        }
        if (trail.broken().isPresent()) {
            problems.add(Bundle.LEDGER + ": " + trail.broken().get().sentence());
            return; // what it says need not make sense
        }
        GrantAudit.firstUncovered(trail.events()).ifPresent(what -> problems.add(Bundle.LEDGER + ": " + what));
        String frozen = new String(files.get(Bundle.REQUEST), StandardCharsets.UTF_8);
        if (!frozen.equals(trail.entries().get(0).factsAsStored())) {
            problems.add(Bundle.REQUEST + " is not entry 1 of the ledger");
        }
        try {
            Evidence evidence = new Evidence(trail.events());
            byte[] model = files.get(Bundle.MODEL);
            if (model != null && !CanonicalJson.digest(model).equals(evidence.model())) {
                problems.add(Bundle.MODEL + " is not the model that the request was frozen with");
            }
        } catch (IllegalStateException unproven) {
            problems.add(Bundle.LEDGER + ": " + unproven.getMessage());
        }
    }

    /** By the list at its end, as most programs read it. */
    private static Map<String, byte[]> listed(Path bundle) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream content = zip.getInputStream(entry)) {
                    add(files, entry.getName(), content);
                }
            }
        }
        return files;
    }

    /** From its beginning, as some programs read it. */
    private static Map<String, byte[]> inARow(Path bundle) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                add(files, entry.getName(), zip);
            }
        }
        return files;
    }

    private static void add(Map<String, byte[]> files, String name, InputStream content) throws IOException {
        long others = files.values().stream().mapToLong(file -> file.length).sum();
        byte[] bytes = content.readNBytes((int) (MOST_BYTES - others));
        if (others + bytes.length >= MOST_BYTES) {
            throw new IOException("the bundle is larger than any that we make");
        }
        if (files.put(name, bytes) != null) {
            throw new IOException(name + " is in the bundle twice");
        }
    }

    private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name), other.get(name)));
    }
}
