package io.github.accountlock.engine.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;

/**
 * What a person wanted was refused. The message is what the person reads in Tasklist: one line a sentence, and in front of
 * it the field that it is about, where it is about one. Of this type, because the engine's REST answers it with HTTP 400
 * where it can.
 */
public final class Refusal extends FormFieldValidationException {

    private static final long serialVersionUID = 1;

    private static final Pattern FIELD = Pattern.compile("([a-z][A-Za-z]*): (.+)");

    /** Whether it helps to send something else. */
    public enum Kind {
        /** Yes: what was filled in is wrong. */
        INPUT,
        /** Yes: another account. Nobody may lock this one here, and auditors want to see who asks for it. */
        PROTECTED,
        /** No: this person may not do it. */
        NOT_ALLOWED,
        /** No: something has happened meanwhile, or still happens. */
        CONFLICT,
        /** Yes, but no form and no page of ours sends the like: somebody goes another way. */
        FOREIGN;

        /** Whether somebody meant well, and has filled in something wrongly or came too late. */
        public boolean isSlip() {
            return this == INPUT || this == CONFLICT;
        }
    }

    private final Kind kind;

    public Refusal(String sentence) {
        this(Kind.INPUT, sentence);
    }

    public Refusal(Kind kind, String sentence) {
        super(sentence, sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What is wrong, by the field of the form; empty if it is about no field. */
    public Map<String, String> fields() {
        return fields(getMessage());
    }

    static Map<String, String> fields(String sentences) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : sentences.split("\n")) {
            Matcher field = FIELD.matcher(line);
            if (field.matches()) {
                fields.merge(field.group(1), field.group(2), (one, other) -> one + " " + other);
            }
        }
        return fields;
    }
}
