package io.github.accountlock.locking;

import io.github.accountlock.domain.Person;
import java.util.List;

/**
 * Who holds an account locked, as far as we know.
 *
 * @param words one line a hold: who, since when, which request, why; empty if there is none
 * @param people who asked for those locks
 */
public record Held(String words, List<Person> people) {

    public static final Held NOBODY = new Held("", List.of());
}
