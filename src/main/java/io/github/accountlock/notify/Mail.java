package io.github.accountlock.notify;

import io.github.accountlock.notify.Letters.Written;
import io.github.accountlock.notify.NotifySettings.MailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Sends a text by SMTP, as plain text and HTML in one message. Thread-safe. */
final class Mail {

    private static final String TIMEOUT_MILLIS = "10000";

    private final JavaMailSenderImpl sender = new JavaMailSenderImpl();
    private final String from;

    Mail(MailServer server) {
        from = server.from();
        sender.setHost(server.host());
        sender.setPort(server.port());
        sender.setProtocol(server.encryption().equals("tls") ? "smtps" : "smtp");
        String prefix = "mail." + sender.getProtocol() + ".";
        Properties properties = sender.getJavaMailProperties();
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put(prefix + timeout, TIMEOUT_MILLIS);
        }
        properties.put(prefix + "ssl.checkserveridentity", "true");
        if (server.encryption().equals("starttls")) {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
        }
        if (!server.username().isEmpty()) {
            sender.setUsername(server.username());
            sender.setPassword(server.password());
            properties.put(prefix + "auth", "true");
        }
    }

    /**
     * @param id the same for every repetition, so that a mail program shows one
     * @throws org.springframework.mail.MailException if the server did not take it
     */
    void send(String address, String id, Written text) {
        try {
            MimeMessage message = new WithId(sender, "<" + id + "@account-lock-flow>");
            MimeMessageHelper helper = new MimeMessageHelper(message, true, StandardCharsets.UTF_8.name());
            helper.setFrom(from);
            helper.setTo(one(address));
            helper.setSubject(text.subject());
            helper.setText(text.text(), text.html());
            message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
            sender.send(message);
        } catch (MessagingException wrong) {
            throw new IllegalArgumentException("no mail can be made for " + address + ": " + wrong.getMessage(), wrong);
        }
    }

    /** A group would be sent to all that it names. */
    private static InternetAddress one(String address) throws MessagingException {
        InternetAddress one = new InternetAddress(address);
        one.validate();
        if (one.isGroup()) {
            throw new AddressException("it names a group");
        }
        return one;
    }

    private static final class WithId extends MimeMessage {

        private final String id;

        WithId(JavaMailSenderImpl sender, String id) {
            super(sender.getSession());
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
