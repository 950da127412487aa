package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.DeployedDigests.Policy;
import io.github.accountlock.engine.deployment.OurProcesses;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationListener;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.el.ElProviderCompatible;
import org.camunda.bpm.engine.variable.Variables;

/**
 * The approval policy as people deploy and read it in the engine, read once a version. What it has answered is kept by the
 * values that it names, so that the same question is worked out once; a policy that names the time of day is asked anew.
 * Thread-safe.
 */
public final class PolicyTable {

    private static final int MOST_ANSWERS = 1000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern COMPARISON = Pattern.compile("-?|(?:[<>]=?)?\\s*(\\d{1,9})");
    private static final Pattern TIME = Pattern.compile("\\b(now|today)\\s*\\(");

    private final LastRow lastRow = new LastRow();
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private DmnEngine engine;

    /** @param counts numbers that cost a look into the database or at the cloud, by name; only those that the policy names are asked for */
    PolicyAnswer answer(Policy policy, Map<String, Object> question, Map<String, IntSupplier> counts) {
        Set<String> known = new TreeSet<>(question.keySet());
        known.addAll(counts.keySet());
        Table table = tables.computeIfAbsent(policy.digest(), any -> new Table(policy, known));
        Map<String, Integer> counted = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (table.words.contains(name)) {
                counted.put(name, count.getAsInt());
            }
        });
        Map<String, Object> whole = new TreeMap<>(question);
        counts.keySet().forEach(name -> whole.put(name, counted.get(name)));
        return table.answer(policy, whole).after(counted);
    }

    /** Of its own, so that nothing is written into the engine's history; with the FEEL of the engine, and without scripts. */
    private synchronized DmnEngine engine() {
        if (engine == null) {
            ProcessEngineConfigurationImpl host = Context.getProcessEngineConfiguration();
            DefaultDmnEngineConfiguration own = new DefaultDmnEngineConfiguration();
            own.setFeelEngineFactory(host.getDmnEngineConfiguration().getFeelEngineFactory());
            own.setFeelCustomFunctionProviders(host.getDmnFeelCustomFunctionProviders());
            own.setElProvider(((ElProviderCompatible) host.getExpressionManager()).toElProvider());
            own.setScriptEngineResolver(language -> {
                throw new ProcessEngineException("Scripts are switched off: \"" + language + "\" is not run.");
            });
            own.getCustomPostDecisionTableEvaluationListeners().add(lastRow);
            engine = own.buildEngine();
        }
        return engine;
    }

    /**
     * A column that asks for a value which nobody tells would match nothing, or what it should not. A policy that asks
     * further decisions is told what they answer, so it is not looked at.
     */
    private static void refuseUnknown(DmnDecision decision, Set<String> known) {
        if (decision.getRequiredDecisions().isEmpty()
                && decision.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
            table.getInputs().stream()
                    .map(input -> input.getExpression().getExpression())
                    .filter(asked ->
                            asked != null && NAME.matcher(asked.strip()).matches())
                    .filter(asked -> !known.contains(asked.strip()))
                    .findFirst()
                    .ifPresent(asked -> {
                        throw new IllegalStateException("decision approval-policy: an input asks for \"" + asked.strip()
                                + "\", allowed are " + String.join(", ", known));
                    });
        }
    }

    /**
     * The numbers with which a column compares a value, by the value's name; only of a value that is named once and compared
     * with whole numbers alone. Where it lies among them is all that the answer can depend on.
     */
    private static Map<String, NavigableSet<Integer>> compared(DmnDecision decision, List<String> text) {
        Map<String, NavigableSet<Integer>> compared = new TreeMap<>();
        if (decision.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
            for (int column = 0; column < table.getInputs().size(); column++) {
                int place = column;
                String name = Objects.toString(
                                table.getInputs().get(column).getExpression().getExpression(), "")
                        .strip();
                List<Matcher> cells = table.getRules().stream()
                        .map(rule -> rule.getConditions().get(place).getExpression())
                        .map(cell ->
                                COMPARISON.matcher(Objects.toString(cell, "").strip()))
                        .toList();
                if (Collections.frequency(text, name) == 1 && cells.stream().allMatch(Matcher::matches)) {
                    compared.put(
                            name,
                            cells.stream()
                                    .map(cell -> cell.group(1))
                                    .filter(Objects::nonNull)
                                    .map(Integer::valueOf)
                                    .collect(Collectors.toCollection(TreeSet::new)));
                }
            }
        }
        return compared;
    }

    /** One version of the policy. */
    private final class Table {

        private final DmnDecision decision;
        private final Set<String> words;
        private final boolean namesTime;
        private final Map<String, NavigableSet<Integer>> compared;
        private final Map<Map<String, Object>, PolicyAnswer> answers = new LinkedHashMap<>(16, 0.75f, true) {

            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Map<String, Object>, PolicyAnswer> eldest) {
                return size() > MOST_ANSWERS;
            }
        };

        Table(Policy policy, Set<String> known) {
            byte[] dmn = policy.bytes().get();
            decision = engine().parseDecision(OurProcesses.POLICY, new ByteArrayInputStream(dmn));
            refuseUnknown(decision, known);
            String text = new String(dmn, StandardCharsets.UTF_8);
            List<String> all = List.of(text.split("\\W+"));
            words = new TreeSet<>(all);
            compared = compared(decision, all);
            namesTime = TIME.matcher(text).find();
        }

        PolicyAnswer answer(Policy policy, Map<String, Object> question) {
            if (namesTime) {
                return worked(policy, question);
            }
            Map<String, Object> named = new TreeMap<>(question);
            named.keySet().retainAll(words);
            compared.forEach((name, numbers) -> named.computeIfPresent(
                    name, (any, value) -> value instanceof Integer number ? place(number, numbers) : value));
            PolicyAnswer kept;
            synchronized (answers) {
                kept = answers.get(named);
            }
            if (kept == null) {
                kept = worked(policy, question); // by several threads at a time, if they ask it first
                synchronized (answers) {
                    answers.put(named, kept);
                }
            }
            return kept;
        }

        private static String place(int number, NavigableSet<Integer> numbers) {
            return numbers.headSet(number).size() + (numbers.contains(number) ? " at" : " above");
        }

        private PolicyAnswer worked(Policy policy, Map<String, Object> question) {
            lastRow.forget();
            DmnDecisionResult result = engine().evaluateDecision(decision, Variables.fromMap(question));
            Optional<Map<String, Object>> outputs =
                    result.stream().findFirst().map(row -> new TreeMap<>(row.getEntryMap()));
            return new PolicyAnswer(policy.version(), policy.digest(), lastRow.number(), outputs, Map.of());
        }
    }

    /** Which row has matched first; the result does not tell. */
    private static final class LastRow implements DmnDecisionTableEvaluationListener {

        private final ThreadLocal<Integer> number = ThreadLocal.withInitial(() -> 0);

        void forget() {
            number.remove();
        }

        int number() {
            return number.get();
        }

        @Override
        public void notify(DmnDecisionTableEvaluationEvent event) {
            if (!event.getDecisionTable().getKey().equals(OurProcesses.POLICY)) {
                return; // a decision that it asks
            }
            List<String> rows = ((DmnDecisionTableImpl) event.getDecisionTable().getDecisionLogic())
                    .getRules().stream().map(rule -> rule.getId()).toList();
            event.getMatchingRules().stream().findFirst().ifPresent(rule -> number.set(rows.indexOf(rule.getId()) + 1));
        }
    }
}
