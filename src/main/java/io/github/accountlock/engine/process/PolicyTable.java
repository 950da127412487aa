package io.github.accountlock.engine.process;

import io.github.accountlock.engine.deployment.DeployedDigests.Policy;
import io.github.accountlock.engine.deployment.OurProcesses;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
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
    private static final Pattern TIME = Pattern.compile("\\b(now|today)\\s*\\(");

    private final LastRow lastRow = new LastRow();
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private DmnEngine engine;

    /** @param counts numbers that cost a look into the database, by name; only those that the policy names are asked for */
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

    /** A column that asks for a value which nobody tells would match nothing, or what it should not. */
    private static void refuseUnknown(DmnDecision decision, Set<String> known) {
        if (decision.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
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

    /** One version of the policy. */
    private final class Table {

        private final DmnDecision decision;
        private final Set<String> words;
        private final boolean namesTime;
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
            words = new TreeSet<>(List.of(text.split("\\W+")));
            namesTime = TIME.matcher(text).find();
        }

        PolicyAnswer answer(Policy policy, Map<String, Object> question) {
            if (namesTime) {
                return worked(policy, question);
            }
            Map<String, Object> named = new TreeMap<>(question);
            named.keySet().retainAll(words);
            synchronized (answers) {
                return answers.computeIfAbsent(named, any -> worked(policy, question));
            }
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
