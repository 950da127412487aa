package io.github.accountlock.ledger;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.domain.Sha256;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.Fact.Unreadable;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.KeptAnswer;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The stored form of facts, derived from their records: the names of the components with their values as texts, with
 * the kind and the version of the form among them. What is empty, false or 0 is left out. The moment of a fact stands
 * beside it and not in it.
 */
final class FactJson {

    static final String VERSION = "version";

    private static final String KIND = "kind";
    private static final String CURRENT = "2";
    private static final String DIGEST = "digest";
    private static final String REASON = "reason";

    private static final List<Form> FORMS = Arrays.stream(Fact.class.getPermittedSubclasses())
            .filter(kind -> kind != Unreadable.class)
            .map(Form::of)
            .toList();
    private static final Map<String, Form> BY_NAME = FORMS.stream().collect(Collectors.toMap(Form::name, form -> form));
    private static final Map<Class<?>, Form> BY_KIND =
            FORMS.stream().collect(Collectors.toMap(Form::kind, form -> form));

    /** What Java knows about a record, looked up once. */
    private record Form(String name, Class<?> kind, List<RecordComponent> components, Constructor<?> constructor) {

        static Form of(Class<?> kind) {
            List<RecordComponent> components = List.of(kind.getRecordComponents());
            if (components.stream().anyMatch(part -> List.of(KIND, VERSION).contains(part.getName()))) {
                throw new IllegalStateException(kind + " has a component named " + KIND + " or " + VERSION);
            }
            try {
                Class<?>[] types =
                        components.stream().map(RecordComponent::getType).toArray(Class[]::new);
                String name = kind.getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toUpperCase(Locale.ROOT);
                return new Form(name, kind, components, kind.getDeclaredConstructor(types));
            } catch (NoSuchMethodException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private FactJson() {}

    /** The stored name of a fact's kind. */
    static String kind(Fact fact) {
        return BY_KIND.get(fact.getClass()).name();
    }

    /** A moment as the database keeps it. */
    static Instant moment(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    static Map<String, String> write(Fact fact) {
        Map<String, String> facts = new TreeMap<>();
        for (RecordComponent component : BY_KIND.get(fact.getClass()).components()) {
            Object value = value(component, fact);
            if (value instanceof FrozenRequest frozen) {
                facts.putAll(frozen(frozen));
            } else if (!component.getName().equals("at")) {
                String text = text(value);
                if (!text.isEmpty()) {
                    facts.put(component.getName(), text);
                }
            }
        }
        facts.put(KIND, kind(fact));
        facts.put(VERSION, CURRENT);
        return facts;
    }

    /** The fact of an entry; {@link Unreadable} if it is of a kind or form that is not known here. */
    static Fact read(Entry entry) {
        Form form = BY_NAME.get(entry.kind());
        if (form == null || !entry.fact(KIND).equals(entry.kind())) {
            return new Unreadable(entry.at(), "a fact of the kind " + entry.kind() + " is not known here");
        }
        if (!entry.fact(VERSION).equals(CURRENT)) {
            return new Unreadable(entry.at(), "a fact of version " + entry.fact(VERSION) + " is not known here");
        }
        try {
            return read(form, entry);
        } catch (IllegalArgumentException | IllegalStateException | java.time.DateTimeException wrong) {
            return new Unreadable(entry.at(), "a fact of the kind " + entry.kind() + " is malformed");
        }
    }

    private static Fact read(Form form, Entry entry) {
        Object[] values = form.components().stream()
                .map(component -> value(component, entry))
                .toArray();
        try {
            return (Fact) form.constructor().newInstance(values);
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static Object value(RecordComponent component, Entry entry) {
        if (component.getName().equals("at")) {
            return entry.at();
        }
        return component.getType() == FrozenRequest.class
                ? frozen(entry)
                : value(component, entry.fact(component.getName()));
    }

    private static Object value(RecordComponent component, Fact fact) {
        try {
            return component.getAccessor().invoke(fact);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String text(Object value) {
        if (value instanceof Boolean yes) {
            return yes ? "true" : "";
        }
        if (value instanceof Integer number) {
            return number == 0 ? "" : number.toString();
        }
        if (value instanceof Instant moment) {
            return moment(moment).toString();
        }
        if (value instanceof Optional<?> maybe) {
            return maybe.map(FactJson::text).orElse("");
        }
        if (value instanceof Duration span) {
            return span.isZero() ? "" : span.toString();
        }
        if (value instanceof Person person) {
            return person.text();
        }
        if (value instanceof List<?> many) {
            return many.stream().map(FactJson::text).collect(Collectors.joining("\n"));
        }
        return value.toString();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object value(RecordComponent component, String text) {
        Class<?> type = component.getType();
        if (type == boolean.class) {
            return text.equals("true");
        }
        if (type == int.class) {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        }
        if (type == Instant.class) {
            return Instant.parse(text);
        }
        if (type == Optional.class) {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        }
        if (type == Duration.class) {
            return text.isEmpty() ? Duration.ZERO : Duration.parse(text);
        }
        if (type == Person.class) {
            return Person.from(text);
        }
        if (type == KeptAnswer.class) {
            return new KeptAnswer(text, Optional.empty());
        }
        if (type.isEnum()) {
            return Enum.valueOf((Class<Enum>) type, text);
        }
        if (type == List.class) {
            boolean people = component.getGenericType().getTypeName().contains(Person.class.getName());
            List<Object> many = new ArrayList<>();
            text.lines().forEach(line -> many.add(people ? Person.from(line) : line));
            return List.copyOf(many);
        }
        return text;
    }

    // ---------------------------------------------------------------- the frozen request

    /**
     * Freezes a request.
     *
     * @param policy SHA-256 of the approval policy in force
     */
    static FrozenRequest freeze(
            LockRequest request, String requestId, String process, String model, String policy, Duration settle) {
        FrozenRequest open = new FrozenRequest(request, requestId, process, model, policy, settle, "");
        return new FrozenRequest(request, requestId, process, model, policy, settle, digest(frozen(open)));
    }

    private static Map<String, String> frozen(FrozenRequest frozen) {
        Map<String, String> facts = new LinkedHashMap<>(frozen.request().values());
        facts.put("action", frozen.request().target() == LockState.LOCKED ? "lock" : "unlock");
        facts.put("requester", frozen.request().requester());
        facts.put("request", frozen.requestId());
        facts.put("definition", frozen.process());
        facts.put("model", frozen.model());
        facts.put("policy", frozen.policy());
        facts.put("settle", frozen.settle().toString());
        facts.put(DIGEST, frozen.digest());
        return facts;
    }

    private static FrozenRequest frozen(Entry entry) {
        FrozenRequest frozen = new FrozenRequest(
                request(entry.facts(), entry.fact("requester")),
                entry.fact("request"),
                entry.fact("definition"),
                entry.fact("model"),
                entry.fact("policy"),
                Duration.parse(entry.fact("settle")),
                entry.fact(DIGEST));
        if (!digest(frozen(frozen)).equals(frozen.digest())) {
            throw new IllegalStateException("the frozen request does not match its digest");
        }
        return frozen;
    }

    /** What was asked for, out of the facts of a request in whatever version. */
    static LockRequest request(Map<String, String> facts, String requester) {
        LockState target = facts.get("action").equals("lock") ? LockState.LOCKED : LockState.UNLOCKED;
        return LockRequest.from(target, facts, requester);
    }

    /** Over everything but the digest itself; the reason goes in as its own digest. */
    static String digest(Map<String, String> facts) {
        Map<String, String> canonical = new TreeMap<>(facts);
        canonical.remove(DIGEST);
        String reason = canonical.remove(REASON);
        canonical.put("reasonDigest", Sha256.hex(reason == null ? "" : reason));
        return Sha256.hex(CanonicalJson.write(canonical));
    }
}
