package io.github.accountlock.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Who is the same person as whom. */
class PersonTest {

    @Test
    void upperAndLowerCaseMakeNoOtherUser() {
        assertThat(new Person("Manager", "").sameUser(new Person("manager", "")))
                .isTrue();
        assertThat(new Person("Manager", "a@example.com").samePerson(new Person("manager", "b@example.com")))
                .isTrue();
    }

    @Test
    void oneAddressIsOnePersonWithAnyNumberOfUsers() {
        assertThat(new Person("maria", "Maria@example.com").samePerson(new Person("mariaAdmin", "maria@example.com")))
                .isTrue();
        assertThat(new Person("maria", "maria@example.com").samePerson(new Person("paul", "paul@example.com")))
                .isFalse();
    }

    @Test
    void addressesThatLookTheSameAreOne() {
        Person maria = new Person("maria", "maria@example.com");

        assertThat(maria.samePerson(new Person("paul", "mar\u200Bia@example.com")))
                .isTrue();
        assertThat(maria.samePerson(new Person("paul", "\uFF4Daria@example.com")))
                .isTrue();
        assertThat(maria.samePerson(new Person("paul", "maria@example.com\u00A0")))
                .isTrue();
    }

    @Test
    void usersWithoutAnAddressAreTwoPeople() {
        assertThat(new Person("maria", "").samePerson(new Person("paul", ""))).isFalse();
    }

    @Test
    void nameThatCouldBeReadAsTwoIsNobodys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Person("maria\tpaul@example.com", ""))
                .withMessageContaining("no tab, line break or control character");
        assertThatIllegalArgumentException().isThrownBy(() -> new Person("maria", "a@example.com\nmanager"));
    }
}
