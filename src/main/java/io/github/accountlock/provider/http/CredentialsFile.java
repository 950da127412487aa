package io.github.accountlock.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountlock.domain.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Credentials in a file, as a Kubernetes secret or a Vault sidecar writes it: {@code {"keyId": "…", "keySecret": "…",
 * "token": "…"}}, the token optional, other members ignored. Read anew each time: it is small, and modification times
 * of projected volumes do not tell reliably that it changed.
 */
final class CredentialsFile implements CredentialsSource {

    static final String SETTING = "credentials-file";
    private static final int MAX_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;

    CredentialsFile(Path path) {
        this.path = path;
    }

    @Override
    public Credentials current() throws Unusable {
        byte[] content = content();
        JsonNode json;
        try {
            json = JSON.readTree(content);
        } catch (IOException notJson) {
            // Not kept as cause: a parser's message quotes what it read.
            throw new Unusable(SETTING + ": the file is not valid JSON");
        }
        if (Answer.text(json, "keyId").isEmpty()
                || Answer.text(json, "keySecret").isEmpty()) {
            throw new Unusable(SETTING + ": the file lacks \"keyId\" or \"keySecret\"");
        }
        try {
            return new Credentials(
                    json.path("keyId").textValue().strip(),
                    new Secret(json.path("keySecret").textValue().strip()),
                    Answer.text(json, "token").map(token -> new Secret(token.strip())));
        } catch (IllegalArgumentException unusable) {
            throw new Unusable(SETTING + ": in the file, " + unusable.getMessage());
        }
    }

    private byte[] content() throws Unusable {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] content = file.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new Unusable(SETTING + ": the file is longer than " + MAX_BYTES + " bytes");
            }
            return content;
        } catch (IOException unreadable) {
            throw new Unusable(SETTING + ": the file is missing or cannot be read");
        }
    }
}
