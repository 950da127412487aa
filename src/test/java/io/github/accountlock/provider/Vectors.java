package io.github.accountlock.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** Golden signatures, made by the providers' own SDKs or published by them (see {@code made_by} in each). */
public final class Vectors {

    private Vectors() {}

    public static JsonNode vector(String name) throws IOException {
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}
