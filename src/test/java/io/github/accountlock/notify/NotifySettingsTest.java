package io.github.accountlock.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of wrong settings, before anybody is told anything. */
class NotifySettingsTest {

    @Test
    void withoutSettingsNobodyIsTold() {
        assertThat(NotifySettings.problems(Map.of())).isEmpty();
        assertThat(NotifySettings.from(Map.of()).isOn()).isFalse();
    }

    @Test
    void eachWrongSettingIsASentence() {
        Map<String, String> all = new HashMap<>();
        all.put("mail.host", "smtp.example.com");
        all.put("mail.port", "smtp");
        all.put("mail.encryption", "ssl");
        all.put("zone", "Mars");
        all.put("lock-ends-before", "1h");
        all.put("webhooks.chat.url", "chat.example.com");
        all.put("webhooks.chat.secret", "short");
        all.put("webhooks.chat.format", "xml");
        all.put("mial.host", "smtp.example.com");

        assertThat(NotifySettings.problems(all))
                .hasSize(10)
                .allSatisfy(problem -> assertThat(problem).startsWith("account-lock.notify."))
                .anyMatch(problem -> problem.contains("mial.host: is not a setting; known are base-url"))
                .anyMatch(problem -> problem.contains("base-url: must say where people find"))
                .anyMatch(problem -> problem.contains("secret: must have at least 16 characters"))
                .noneMatch(problem -> problem.contains("short"));
    }

    @Test
    void secretsAreNotPrinted() {
        NotifySettings settings = NotifySettings.from(Map.of(
                "base-url", "https://locks.example.com/",
                "mail.host", "smtp.example.com",
                "mail.from", "locks@example.com",
                "mail.password", "fake-mail-password",
                "webhooks.chat.url", "https://chat.example.com/hooks/fake-token-in-the-path",
                "webhooks.chat.secret", "fake-webhook-secret-of-tests"));

        assertThat(settings.toString())
                .contains("smtp.example.com:587", "https://chat.example.com")
                .doesNotContain("fake-");
    }
}
