package io.github.accountlock.engine.doors;

/** Looks at one kind of command from the outside. */
interface Door {

    /**
     * @throws Shut if the command would reach one of our requests by a way that they do not need
     * @throws io.github.accountlock.engine.process.Refusal if what a person sends is not what the form asks for
     */
    void pass(Object command);
}
