package io.github.accountlock.request;

/** Why an account was looked at. The names are stored. */
public enum Purpose {
    /** To show the account to those who approve. */
    APPROVAL,
    /** To know the state before the first call, after the approval. */
    BEFORE,
    /** To see what became of our calls. */
    AFTER,
    /** To decide whether our lock may be removed. */
    UNDO,
    /** Because a person wanted to know; proves nothing. */
    LIVE
}
