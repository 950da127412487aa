package io.github.accountlock.approval;

import java.util.Optional;
import java.util.Set;

/**
 * Who may decide a request: an authenticated member of the asked group, who did not ask (neither for this nor for the
 * lock that it would remove) and has not decided before.
 *
 * @param person the authenticated user, or null
 * @param groups the person's groups now
 * @param decided who has decided this request before
 * @param lockRequesters who asked for the locks that an unlock would remove; empty for a lock
 */
public record ApprovalRule(
        String person,
        Set<String> groups,
        String askedGroup,
        String requester,
        Set<String> decided,
        Set<String> lockRequesters) {

    /** Why the decision is refused, as a sentence for the person; empty if it is allowed. */
    public Optional<String> refusal() {
        if (person == null || person.isBlank()) {
            return Optional.of("Log in to decide: nobody is authenticated.");
        }
        if (person.equals(requester)) {
            return Optional.of("You made this request, so somebody else has to decide it.");
        }
        if (lockRequesters.contains(person)) {
            return Optional.of("You asked for the lock that would be removed, so somebody else has to decide.");
        }
        if (!groups.contains(askedGroup)) {
            return Optional.of("Only members of the group " + askedGroup + " may decide this request.");
        }
        if (decided.contains(person)) {
            return Optional.of("You have decided this request already; each approval needs a different person.");
        }
        return Optional.empty();
    }
}
