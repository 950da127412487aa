package io.github.accountlock.domain;

import static java.util.Objects.requireNonNull;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Somebody who acts, as the login proved it. Two users are one person when their names differ in case only, or when the
 * identity provider says that they are.
 *
 * @param id user id; empty if nobody was logged in
 * @param identity what tells people apart where one person may have several users, such as the e-mail address; empty
 *     where nothing does
 * @throws IllegalArgumentException if one of them contains a control character: people are stored one a line
 */
public record Person(String id, String identity) {

    /** Who acted without being logged in. */
    public static final Person NOBODY = new Person("", "");

    /** The process itself. */
    public static final Person SYSTEM = new Person("system", "");

    private static final char BETWEEN = '\t';

    public Person {
        requireNonNull(id, "id");
        requireNonNull(identity, "identity");
        if ((id + identity).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a user id and an identity contain no tab, line break or control character");
        }
    }

    public boolean isNobody() {
        return id.isBlank();
    }

    /** Whether the two are one user: upper and lower case make no other one. */
    public boolean sameUser(Person other) {
        return id.equalsIgnoreCase(other.id);
    }

    /** Whether the two are one person, with one user or with two. */
    public boolean samePerson(Person other) {
        return sameUser(other) || !identity.isEmpty() && plain(identity).equals(plain(other.identity));
    }

    /** Characters that look alike, or cannot be seen, make no other address (Unicode, form NFKC). */
    private static String plain(String identity) {
        return Normalizer.normalize(identity, Normalizer.Form.NFKC)
                .replaceAll("[\\p{Cf}\\p{Z}]", "")
                .toLowerCase(Locale.ROOT);
    }

    /** The stored form: the id, and behind a tab the identity where there is one. */
    public String text() {
        return identity.isEmpty() ? id : id + BETWEEN + identity;
    }

    /** What {@link #text} has written. */
    public static Person from(String text) {
        int between = text.indexOf(BETWEEN);
        return between < 0 ? new Person(text, "") : new Person(text.substring(0, between), text.substring(between + 1));
    }
}
