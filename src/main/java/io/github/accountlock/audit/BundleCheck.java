package io.github.accountlock.audit;

import io.github.accountlock.domain.CloudAnswer;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.ledger.Answers;
import io.github.accountlock.ledger.CanonicalJson;
import io.github.accountlock.ledger.EvidenceKeys;
import io.github.accountlock.ledger.Facts;
import io.github.accountlock.ledger.PublicKeys;
import io.github.accountlock.ledger.Trail;
import io.github.accountlock.request.RequestCase;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Checks an evidence bundle without a database. */
public final class BundleCheck {

    private static final Set<String> NO_FILES = Set.of("request", "made");
    private static final Set<String> SEALS = Set.of(Bundle.MANIFEST, Bundle.SEAL, Bundle.SIGNATURE);
    private static final int MOST_BYTES = 256 << 20;
    private static final int MOST_FILES = 100;

    private BundleCheck() {}

    /**
     * What was found.
     *
     * @param verdict what became of the request, if the file could be read
     * @param problems sentences; empty if everything agrees and every seal is right
     * @param unchecked what could not be checked because a key is missing
     */
    public record Result(String verdict, int entries, List<String> problems, List<String> unchecked) {}

    /**
     * With the evidence keys: every seal.
     *
     * @throws IOException if it is no zip file of a size that we make
     */
    public static Result of(Path bundle, EvidenceKeys keys) throws IOException {
        return new BundleCheck().check(bundle, Optional.of(keys), keys.publicKeys());
    }

    /**
     * With public keys only: the signature over everything in the bundle, and whether the facts may follow each other.
     * The seals of the single entries are left to who has the evidence key.
     *
     * @throws IOException if it is no zip file of a size that we make
     */
    public static Result of(Path bundle, PublicKeys keys) throws IOException {
        return new BundleCheck().check(bundle, Optional.empty(), keys);
    }

    private final List<String> problems = new ArrayList<>();
    private final TreeSet<String> unchecked = new TreeSet<>();

    private Result check(Path bundle, Optional<EvidenceKeys> keys, PublicKeys publicKeys) throws IOException {
        Map<String, byte[]> files;
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
            return result("", 0);
        }
        String manifest = text(files, Bundle.MANIFEST);
        keys.ifPresent(secret -> worth(secret.checkSeal(manifest, text(files, Bundle.SEAL)), files, Bundle.SEAL));
        if (files.containsKey(Bundle.SIGNATURE)) {
            worth(publicKeys.check(manifest, text(files, Bundle.SIGNATURE)), files, Bundle.SIGNATURE);
        } else if (keys.isEmpty()) {
            unchecked.add("the bundle has no signature (version 0.1 made none); it takes the evidence key to check it");
        }
        manifest(files, manifest);
        try {
            Trail trail = Bundle.trail(files.get(Bundle.LEDGER));
            ledger(keys.map(trail::checked).orElse(trail), files);
            return result(Verdict.text(trail), trail.entries().size());
        } catch (IllegalArgumentException unreadable) {
            problems.add(unreadable.getMessage());
            return result("", 0);
        }
    }

    private Result result(String verdict, int entries) {
        return new Result(verdict, entries, List.copyOf(problems), List.copyOf(unchecked));
    }

    private void worth(PublicKeys.Worth worth, Map<String, byte[]> files, String what) {
        switch (worth) {
            case RIGHT -> {
                // Nothing to say.
            }
            case WRONG -> problems.add(Bundle.MANIFEST + " does not match " + what);
            case UNKNOWN_KEY ->
                unchecked.add(what + " was made with the key \""
                        + text(files, what).replaceAll(":.*", "") + "\", which is not here");
        }
    }

    private void manifest(Map<String, byte[]> files, String manifest) {
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
            } else if (!Sha256.hex(files.get(name)).equals(digest)) {
                problems.add(name + " was changed: its SHA-256 is another than the listed one");
            }
        });
        files.keySet().stream()
                .filter(name -> !listed.containsKey(name))
                .filter(name -> !SEALS.contains(name))
                .forEach(name -> problems.add(name + " is not listed"));
    }

    private void ledger(Trail trail, Map<String, byte[]> files) {
        if (trail.entries().isEmpty()) {
            problems.add(Bundle.LEDGER + " has no entries");
            return;
        }
        if (trail.broken().isPresent()) {
            Trail.Broken broken = trail.broken().get();
            if (broken.unknownKey()) {
                unchecked.add(Bundle.LEDGER + ": " + broken.sentence());
            } else {
                problems.add(Bundle.LEDGER + ": " + broken.sentence());
                return; // what it says need not make sense
            }
        }
        Facts.firstWrong(trail.entries()).ifPresent(what -> problems.add(Bundle.LEDGER + ": " + what));
        if (!text(files, Bundle.REQUEST).equals(trail.entries().get(0).factsAsStored())) {
            problems.add(Bundle.REQUEST + " is not entry 1 of the ledger");
        }
        if (files.containsKey(Bundle.ANSWERS)) {
            answers(Bundle.answers(files.get(Bundle.ANSWERS)), trail);
        }
        RequestCase now = trail.requestCase();
        byte[] model = files.get(Bundle.MODEL);
        if (now.exists()
                && model != null
                && !Sha256.hex(model).equals(now.frozen().model())) {
            problems.add(Bundle.MODEL + " is not the model that the request was frozen with");
        }
    }

    private void answers(Map<Integer, CloudAnswer> answers, Trail trail) {
        answers.forEach((number, answer) -> {
            boolean received =
                    trail.entries().stream().anyMatch(entry -> entry.number() == number && Answers.isOf(entry, answer));
            if (!received) {
                problems.add(Bundle.ANSWERS + ": the answer of entry " + number + " is not the one that was received");
            }
        });
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    /** By the list at its end, as most programs read it. */
    private static Map<String, byte[]> listed(Path bundle) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        int left = MOST_BYTES;
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream content = zip.getInputStream(entry)) {
                    left = add(files, entry.getName(), content, left);
                }
            }
        }
        return files;
    }

    /** From its beginning, as some programs read it. */
    private static Map<String, byte[]> inARow(Path bundle) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        int left = MOST_BYTES;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                left = add(files, entry.getName(), zip, left);
            }
        }
        return files;
    }

    /** @return how many bytes may still come */
    private static int add(Map<String, byte[]> files, String name, InputStream content, int left) throws IOException {
        byte[] bytes = content.readNBytes(left);
        if (bytes.length >= left || files.size() >= MOST_FILES) {
            throw new IOException("the bundle is larger than any that we make: at most " + MOST_FILES + " files of "
                    + (MOST_BYTES >> 20) + " MiB in all");
        }
        if (files.put(name, bytes) != null) {
            throw new IOException(name + " is in the bundle twice");
        }
        return left - bytes.length;
    }

    private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name), other.get(name)));
    }
}
