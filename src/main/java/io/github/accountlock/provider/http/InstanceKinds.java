package io.github.accountlock.provider.http;

import java.util.List;
import java.util.Optional;

/**
 * The kinds of instances that requests may name: clouds tell them apart by how an id begins.
 *
 * @param prefixes how an id may begin, for example {@code pc-}; at least one
 * @param rest what follows, as a regular expression of one character
 * @param words the same in words, for example {@code letters and digits}
 * @param example the rest of an id as people know it
 */
public record InstanceKinds(List<String> prefixes, String rest, String words, String example) {

    public InstanceKinds {
        prefixes = List.copyOf(prefixes);
    }

    /** A whole id of the first kind. */
    @Override
    public String example() {
        return prefixes.get(0) + example;
    }

    /** What is wrong with an id, as a sentence. */
    public Optional<String> wrong(String instanceId) {
        boolean right = prefixes.stream()
                .filter(instanceId::startsWith)
                .anyMatch(prefix -> instanceId.substring(prefix.length()).matches(rest + "{1,40}"));
        return right
                ? Optional.empty()
                : Optional.of("An id is " + String.join(" or ", prefixes) + " followed by " + words + ", such as "
                        + example() + ".");
    }
}
