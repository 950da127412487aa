package io.github.accountlock.request;

import io.github.accountlock.domain.Person;

/** Who plays a part in the told histories. */
final class People {

    static final Person ASKER = new Person("asker", "asker@example.org");

    /** Another user of the same person. */
    static final Person ASKER_AS_ADMIN = new Person("admin-asker", "Asker@example.org");

    static final Person MANAGER = new Person("manager", "manager@example.org");

    /** The same user: names differ in case only. */
    static final Person MANAGER_SHOUTED = new Person("MANAGER", "manager@example.org");

    static final Person SECOND_MANAGER = new Person("manager2", "manager2@example.org");

    static final Person SECOND_MANAGER_AS_ADMIN = new Person("admin-manager2", "manager2@example.org");

    static final Person THIRD_MANAGER = new Person("manager3", "");

    /** Stands in for others, and is a member of no group himself. */
    static final Person DEPUTY = new Person("deputy", "deputy@example.org");

    static final Person OPERATOR = new Person("operator", "operator@example.org");

    /** Who asked for the lock that a request to unlock would remove. */
    static final Person HOLDER = new Person("holder", "holder@example.org");

    private People() {}
}
