package io.github.accountlock.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On the command line a person reads what the form in Tasklist says of this request, and nothing that it hides. */
class ApprovalFormTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WITHIN_SECONDS = "the account below is locked at its cloud within seconds";
    private static final String HELD = "Account Lock Flow keeps this account locked already";
    private static final String IN_PLACE = "This emergency lock is in place already";

    @Test
    void ordinaryLockIsMadeWhenItIsApproved() throws Exception {
        assertThat(lock(Map.of("review", "no", "holdsSeen", "")))
                .contains(WITHIN_SECONDS)
                .doesNotContain(HELD)
                .doesNotContain(IN_PLACE);
    }

    @Test
    void furtherHoldSaysWhoHoldsTheAccount() throws Exception {
        assertThat(lock(Map.of("review", "no", "holdsSeen", "requester since today")))
                .contains(HELD)
                .contains("Who holds it: requester since today")
                .doesNotContain(IN_PLACE);
    }

    @Test
    void reviewIsOfALockThatIsInPlace() throws Exception {
        assertThat(lock(Map.of("review", "yes", "holdsSeen", "")))
                .contains(IN_PLACE)
                .doesNotContain(WITHIN_SECONDS)
                .doesNotContain(HELD);
        assertThat(lock(Map.of("review", "gone", "holdsSeen", ""))).doesNotContain(IN_PLACE, WITHIN_SECONDS);
    }

    @Test
    void strangersLockIsMarked() throws Exception {
        String placed = "Account Lock Flow did not place this lock";
        assertThat(shown("approve-unlock", Map.of("lockIsForeign", "yes"))).contains(placed);
        assertThat(shown("approve-unlock", Map.of("lockIsForeign", "no"))).doesNotContain(placed);
    }

    private static String lock(Map<String, String> facts) throws Exception {
        return shown("approve-lock", facts);
    }

    private static String shown(String form, Map<String, String> facts) throws Exception {
        ObjectNode variables = JSON.createObjectNode();
        facts.forEach((name, value) -> variables.putObject(name).put("value", value));
        return String.join(
                "\n",
                new ApprovalForm(JSON.readTree(Files.readString(Path.of("bpmn", form + ".form"))), variables).lines());
    }
}
