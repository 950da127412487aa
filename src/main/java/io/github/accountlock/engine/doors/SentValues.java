package io.github.accountlock.engine.doors;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.type.ValueType;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** What somebody sends with a start or a task, compared with what the form asks for. */
final class SentValues {

    private static final Set<ValueType> OF_A_FORM = Set.of(
            ValueType.STRING,
            ValueType.BOOLEAN,
            ValueType.DATE,
            ValueType.SHORT,
            ValueType.INTEGER,
            ValueType.LONG,
            ValueType.DOUBLE,
            ValueType.NUMBER,
            ValueType.NULL);

    private static final int NAMED = 3;
    private static final int LONGEST = 4000;

    private SentValues() {}

    /** The first thing wrong as a sentence: names that nobody asks for, else values that no form sends. */
    static Optional<String> problem(Map<?, ?> sent, Collection<String> asked, String wrong) {
        if (sent == null || sent.isEmpty()) {
            return Optional.empty();
        }
        List<String> others = sent.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !asked.contains(name))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            return Optional.of("variables: " + shortened(others) + " " + wrong + "; allowed are "
                    + String.join(", ", asked) + ".");
        }
        return sent.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !isOfAForm(typed(sent, name)))
                .findFirst()
                .map(name -> "variables: " + name + " is a file, an object or bytes; a form sends text, numbers, dates,"
                        + " yes or no. Nothing was stored.");
    }

    /**
     * The same values for the running transaction only: what becomes of a request is kept as facts.
     *
     * @param kept which of them are handed on
     * @param stored which of them are stored all the same
     */
    static VariableMap told(Map<?, ?> sent, Predicate<String> kept, Predicate<String> stored) {
        VariableMap told = Variables.createVariables();
        for (Object key : sent.keySet()) {
            String name = String.valueOf(key);
            if (kept.test(name)) {
                Object value = asStored(sent.get(key) instanceof TypedValue typed ? typed.getValue() : sent.get(key));
                told.putValueTyped(
                        name,
                        value == null
                                ? Variables.untypedNullValue(!stored.test(name))
                                : Variables.untypedValue(value, !stored.test(name)));
            }
        }
        return told;
    }

    /** As bytes where it is long: the engine writes each text of a form into its history, in a column that ends. */
    private static Object asStored(Object value) {
        return value instanceof String text && text.length() > LONGEST ? text.getBytes(StandardCharsets.UTF_8) : value;
    }

    private static String shortened(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }

    private static Object typed(Map<?, ?> sent, String name) {
        return sent instanceof VariableMap map ? map.getValueTyped(name) : sent.get(name);
    }

    private static boolean isOfAForm(Object value) {
        if (value instanceof TypedValue typed && typed.getType() != null) {
            return OF_A_FORM.contains(typed.getType());
        }
        Object plain = value instanceof TypedValue untyped ? untyped.getValue() : value;
        return plain == null
                || plain instanceof String
                || plain instanceof Boolean
                || plain instanceof Number
                || plain instanceof Date;
    }
}
