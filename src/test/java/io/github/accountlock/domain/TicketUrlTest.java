package io.github.accountlock.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://tickets.example.com/browse/{ticket}, true",
        "http://tickets/?id={ticket}&x=1, true",
        "https://tickets.example.com/browse/, false",
        "https://{ticket}.example.com/, false",
        "https://{ticket}, false",
        "javascript:alert('{ticket}'), false",
        "file:///{ticket}, false",
        "{ticket}, false"
    })
    void patternIsAnAddressOfTheWebWithTheTicketInItsPath(String text, boolean isPattern) {
        assertThat(TicketUrl.isPattern(text)).isEqualTo(isPattern);
    }

    @Test
    void ticketChangesNothingButItsPlace() {
        TicketUrl url = new TicketUrl("https://tickets.example.com/browse/{ticket}");

        assertThat(url.of("SEC-1 ../?x=\"><script>"))
                .isEqualTo("https://tickets.example.com/browse/SEC-1%20..%2F%3Fx%3D%22%3E%3Cscript%3E");
        assertThat(url.of("")).isEmpty();
        assertThat(new TicketUrl("").of("SEC-1")).isEmpty();
    }
}
