package io.github.accountlock.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {

    @TempDir
    private Path folder;

    private Path path;
    private CredentialsFile file;

    @BeforeEach
    void fileWithAKey() throws Exception {
        path = folder.resolve("key.json");
        file = new CredentialsFile(path);
        Files.writeString(path, "{\"keyId\": \"fakeId01\", \"keySecret\": \"fakeSecret01\\n\", \"lease\": 60}");
    }

    @Test
    void keyIsReadWithoutItsLineBreak() throws Exception {
        Credentials credentials = file.current();

        assertThat(credentials.keyId()).isEqualTo("fakeId01");
        assertThat(credentials.keySecret().reveal()).isEqualTo("fakeSecret01");
        assertThat(credentials.token()).isEmpty();
        assertThat(credentials.toString()).isEqualTo("***");
    }

    @Test
    void rotatedKeyIsUsedAtOnceEvenIfTimeAndSizeStay() throws Exception {
        FileTime modified = Files.getLastModifiedTime(path);

        Files.writeString(path, "{\"keyId\": \"fakeId02\", \"keySecret\": \"fakeSecret02\\n\", \"lease\": 60}");
        Files.setLastModifiedTime(path, modified);

        assertThat(file.current().keyId()).isEqualTo("fakeId02");
    }

    @Test
    void tokenIsTaken() throws Exception {
        Files.writeString(path, "{\"keyId\": \"fakeId\", \"keySecret\": \"fakeSecret\", \"token\": \"fakeToken\"}");

        assertThat(file.current().token().map(Secret::reveal)).contains("fakeToken");
    }

    @Test
    void missingFileIsNamedByItsSetting() throws Exception {
        Files.delete(path);

        assertThatThrownBy(file::current)
                .isInstanceOf(CredentialsSource.Unusable.class)
                .hasMessage("credentials-file: the file is missing or cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fakeSecret",
                "[\"fakeSecret\"]",
                "{\"keyId\": \"fakeSecret\"}",
                "{\"keyId\": 7, \"keySecret\": \"fakeSecret\"}",
                "{\"keyId\": \"a\", \"keySecret\": \"fakeSecret\\nmore\"}",
                "{\"keyId\": \"a\", \"keySecret\": fakeSecret}"
            })
    void brokenFileIsNamedAndNotQuoted(String content) throws Exception {
        Files.writeString(path, content);

        assertThatThrownBy(file::current)
                .isInstanceOf(CredentialsSource.Unusable.class)
                .hasMessageStartingWith("credentials-file: ")
                .hasMessageNotContaining("fakeSecret")
                .hasNoCause();
    }
}
