package io.github.accountlock.app.passwords;

import io.github.accountlock.engine.hardening.PeopleGuard;
import java.time.Duration;
import java.util.function.Predicate;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords with a delay of its own in place of the engine's, which refuses the right password from everywhere
 * while anybody tries wrong ones, and after ten of them for good. Who logs in elsewhere has no password here.
 */
final class ThrottledPeople extends PeopleGuard {

    private static final Logger LOG = LoggerFactory.getLogger(ThrottledPeople.class);

    private final WrongPasswords wrongPasswords;
    private final Predicate<String> hasPassword;

    ThrottledPeople(WrongPasswords wrongPasswords, Predicate<String> hasPassword) {
        this.wrongPasswords = wrongPasswords;
        this.hasPassword = hasPassword;
    }

    @Override
    public boolean checkPassword(String id, String password) {
        if (id == null || password == null) {
            return false;
        }
        UserEntity user = findUserById(id);
        String source = Caller.current().map(Caller::source).orElse("");
        Duration toWait = wrongPasswords.toWait(source, id);
        if (!toWait.isZero()) {
            Caller.current().ifPresent(caller -> caller.hasToWait(toWait));
            return false;
        }
        if (user != null && hasPassword.test(user.getId()) && matchPassword(password, user)) {
            wrongPasswords.right(source, id);
            return true;
        }
        Duration next = wrongPasswords.wrong(source, id);
        if (user != null) { // what is typed as a name may be a password
            LOG.info(
                    "LOCK-051 wrong password for {} from {}; the next try from there in {} s",
                    user.getId(),
                    source,
                    next.toSeconds());
        }
        return false;
    }
}
