package io.github.accountlock.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.app.client.CommandLine.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is sent; the address is one where nobody is. */
class WrongUsageTest {

    private static final String TOKEN = "fake-token-of-a-test";
    private static final CommandLine PROGRAM =
            CommandLine.in(Map.of("ACCOUNT_LOCK_URL", "http://127.0.0.1:1", "ACCOUNT_LOCK_TOKEN", TOKEN));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request | request takes lock, unlock or list.",
                "request destroy | not \"destroy\"",
                "request lock --region r | --provider, --instance, --account, --reason are missing.",
                "request lock --provider p --region r --instance i --account a | --reason is missing.",
                "request unlock --provider p --region r --instance i --account a --reason x --for PT1H | --for does not go with it",
                "request lock --provider p --region r --instance i --account a --reason x --remove-foreign-lock | does not go with it",
                "request list --reason x | --file is missing.",
                "request list --file nowhere.csv --reason x | --file: nowhere.csv cannot be read as UTF-8 text.",
                "request list --file - --reason x --account a | --account does not go with it",
                "request lock --provider p --region r --instance i --account a --reason x --file - | --file does not go with it",
                "request lock --until T --for PT1H | --until or --for, not both",
                "request lock --timeout PT1H | --timeout goes with --wait",
                "request list --file a.csv --reason r --times 3 | --times goes with --window",
                "status | takes the id of a request.",
                "status ../../process-instance | not \"../../process-instance\"",
                "status a-1 b-2 | one word too many",
                "status a-1 --reason x | --reason is not an option",
                "wait a-1 --timeout soon | is not a duration",
                "wait a-1 --timeout -PT1S | is not a duration",
                "wait a-1 --timeout | --timeout needs a value",
                "wait a-1 --timeout --json | --timeout needs a value",
                "wait a-1 --json=yes | --json takes no value",
                "wait a-1 --json --json | --json is given twice",
                "reject a-1 | --reason is missing",
                "approve a-1 --digest 1234 | takes all of the 64 digits",
                "list a-1 | list takes nothing, not",
                "list --waiting --decided | not both",
                "list --token x | everybody on this machine sees the arguments",
                "list --password=x | everybody on this machine sees the arguments",
                "list --url nonsense | is not an address",
                "list --url http://me:secret@127.0.0.1:1 | must not have a user, a password",
                "list --url http://account-lock.example.com | could read the token",
                "list --url http://127.0.0.1.example.com | could read the token",
                "list --token-file /nowhere/token | cannot be read",
            })
    void isSaidInASentence(String command, String sentence) {
        String[] words = command.split(" ");
        String[] arguments = Arrays.copyOfRange(words, 1, words.length);

        Answer answer = PROGRAM.run(words[0], arguments);

        assertThat(answer).as(answer.err()).returns(2, Answer::code);
        assertThat(answer.err()).contains(sentence).doesNotContain("secret", TOKEN);
        assertThat(answer.out()).doesNotContain(TOKEN);
    }

    @Test
    void plainHttpToAnotherMachineTakesAWordOfItsOwn() {
        Answer answer = PROGRAM.run("list", "--url", "http://account-lock.invalid", "--plain-http");

        assertThat(answer).returns(8, Answer::code);
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:1", "http://127.9.9.9:1", "http://[::1]:1"})
    void thisMachineIsSafeWithoutTls(String url) {
        assertThat(PROGRAM.run("list", "--url", url)).returns(8, Answer::code);
    }

    @Test
    void whoeverSaysNotWhoOrWhereIsAskedTo() {
        assertThat(PROGRAM.with("ACCOUNT_LOCK_TOKEN", "").run("list"))
                .returns(7, Answer::code)
                .satisfies(answer -> assertThat(answer.err()).startsWith("Say who you are"));
        assertThat(PROGRAM.with("ACCOUNT_LOCK_URL", " ").run("list"))
                .returns(2, Answer::code)
                .satisfies(answer -> assertThat(answer.err()).startsWith("Say where Account Lock Flow is"));
        assertThat(PROGRAM.with("ACCOUNT_LOCK_USER", "requester").run("list"))
                .returns(2, Answer::code)
                .satisfies(answer -> assertThat(answer.err()).contains("more than one token or login"));
    }

    @Test
    void brokenTokensAndLoginsAreNotShown(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret.txt"), "two words");

        for (String option : new String[] {"--token-file", "--login-file"}) {
            Answer answer = PROGRAM.run("list", option, file.toString(), "--json");
            assertThat(answer).returns(2, Answer::code);
            assertThat(answer.err() + answer.out()).doesNotContain("two words");
        }
    }

    @Test
    void helpIsNoTrouble() {
        assertThat(PROGRAM.run("request", "--help"))
                .returns(0, Answer::code)
                .satisfies(
                        answer -> assertThat(answer.out()).contains("request lock|unlock", "Exit codes: 0 as asked"));
    }
}
