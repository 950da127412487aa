package io.github.accountlock.engine.hardening;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.impl.juel.Scanner;

/** The text of an expression, read by the rules of the language: literal text beside {@code ${…}} is none of its steps. */
final class ExpressionText extends Scanner {

    private static final Set<String> TO_CLASSES =
            Set.of("class", "getClass", "forName", "classLoader", "getClassLoader");

    /** The engine's own functions, and steps of a date from there. */
    private static final Pattern WHO_AND_WHEN =
            Pattern.compile("\\s*[$#]\\{\\s*(currentUser\\(\\)|currentUserGroups\\(\\)|(now|dateTime)\\(\\)"
                    + "(\\.(plus|minus|with)[A-Za-z]+\\(\\s*-?\\d*\\s*\\))*(\\.toDate\\(\\))?)\\s*}\\s*");

    private ExpressionText(String text) {
        super(text);
    }

    /** Whether it asks nothing but who is asking, and what time it is, or asks nothing at all; a filter may. */
    static boolean asksWhoAndWhen(String text) {
        return WHO_AND_WHEN.matcher(text).matches() || isPlain(text);
    }

    private static boolean isPlain(String text) {
        try {
            ExpressionText read = new ExpressionText(text);
            Symbol only = read.next().getSymbol();
            return only == Symbol.EOF || only == Symbol.TEXT && read.next().getSymbol() == Symbol.EOF;
        } catch (ScanException broken) {
            return false;
        }
    }

    /** The first step that can only mean a class, as {@code .getClass} or {@code ['class']}. */
    static Optional<String> stepToAClass(String text) {
        try {
            return new ExpressionText(text).stepToAClass();
        } catch (ScanException broken) {
            return Optional.empty(); // the engine complains about it in its own words
        }
    }

    private Optional<String> stepToAClass() throws ScanException {
        Symbol before = Symbol.TEXT;
        for (Token token = next(); token.getSymbol() != Symbol.EOF; token = next()) {
            boolean step = before == Symbol.DOT || before == Symbol.LBRACK && token.getSymbol() == Symbol.STRING;
            if (step && TO_CLASSES.contains(token.getImage())) {
                return Optional.of(token.getImage());
            }
            before = token.getSymbol();
        }
        return Optional.empty();
    }
}
