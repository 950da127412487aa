package io.github.accountlock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.domain.LockRequest;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact;
import io.github.accountlock.request.FrozenRequest;
import io.github.accountlock.request.KeptAnswer;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;

/** What was written is read again as it was, through the text that is stored. */
class FactJsonPropertyTest {

    private static final List<String> UNUSUAL = List.of(
            "",
            " ",
            "\t",
            "one\ntwo",
            "one\r\ntwo\n",
            "\"quoted\" \\ {\"kind\":\"ENDED\"}",
            "null",
            "true",
            "0",
            "锁定账户",
            "e\u0301 é \ud83d\udd12",
            "\u202e turned",
            "\u0000\u0007\u2028\u0085");

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void factIsReadAsItWasWritten(@ForAll("facts") Fact fact) {
        assertThat(stored(fact)).isEqualTo(fact);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void frozenRequestIsReadAsItWasWritten(@ForAll("requests") Fact.Requested requested) {
        assertThat(stored(requested)).isEqualTo(requested);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void factInAFormOfTomorrowIsUnreadable(@ForAll("facts") Fact fact) {
        Map<String, String> facts = new TreeMap<>(FactJson.write(fact));
        facts.put(FactJson.VERSION, "3");

        assertThat(FactJson.read(entry(fact, FactJson.kind(fact), facts))).isInstanceOf(Fact.Unreadable.class);
        assertThat(FactJson.read(entry(fact, "TOMORROW", FactJson.write(fact)))).isInstanceOf(Fact.Unreadable.class);
    }

    private static Fact stored(Fact fact) {
        return FactJson.read(entry(fact, FactJson.kind(fact), FactJson.write(fact)));
    }

    private static Entry entry(Fact fact, String kind, Map<String, String> facts) {
        String text = CanonicalJson.write(facts);
        return new Entry(
                "request-1",
                1,
                FactJson.moment(fact.at()),
                kind,
                fact.by().id(),
                CanonicalJson.read(text),
                text,
                "t1",
                "");
    }

    @Provide
    Arbitrary<Fact> facts() {
        List<Arbitrary<Fact>> kinds = Arrays.stream(Fact.class.getPermittedSubclasses())
                .filter(kind -> kind != Fact.Unreadable.class && kind != Fact.Requested.class)
                .map(FactJsonPropertyTest::anyOf)
                .toList();
        return Arbitraries.oneOf(kinds);
    }

    @Provide
    Arbitrary<Fact.Requested> requests() {
        return Combinators.combine(
                        moments(),
                        people(),
                        texts().filter(text -> !text.isBlank() && text.length() < 1000),
                        Arbitraries.of(LockState.LOCKED, LockState.UNLOCKED),
                        moments(),
                        Arbitraries.of(true, false))
                .as(FactJsonPropertyTest::requested);
    }

    private static Fact.Requested requested(
            Instant at, Person by, String reason, LockState target, Instant until, boolean choice) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "provider",
                "tencent-postgres",
                "region",
                "ap-guangzhou",
                "instanceId",
                "postgres-1",
                "accountName",
                "app_user",
                "reason",
                "x" + reason + "x"));
        if (target == LockState.UNLOCKED) {
            values.put("removeForeignLock", Boolean.toString(choice));
        } else if (choice) {
            values.put("lockUntil", until.toString());
            values.put("onFailure", "hold");
        }
        LockRequest request = LockRequest.from(target, values, by.id());
        FrozenRequest frozen =
                FactJson.freeze(request, "request-1", "account-lock", "model", "policy", Duration.ofSeconds(10));
        return new Fact.Requested(at, by, frozen);
    }

    private static Arbitrary<Fact> anyOf(Class<?> kind) {
        List<Arbitrary<Object>> values = Arrays.stream(kind.getRecordComponents())
                .map(FactJsonPropertyTest::any)
                .toList();
        return Combinators.combine(values).as(parts -> make(kind, parts));
    }

    private static Fact make(Class<?> kind, List<Object> parts) {
        try {
            Class<?>[] types = Arrays.stream(kind.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = kind.getDeclaredConstructor(types);
            return (Fact) constructor.newInstance(parts.toArray());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Arbitrary<Object> any(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == Instant.class) {
            return moments().asGeneric();
        }
        if (type == Optional.class) {
            return moments().optional().asGeneric();
        }
        if (type == Duration.class) {
            return Arbitraries.longs()
                    .between(0, 1_000_000)
                    .map(Duration::ofSeconds)
                    .asGeneric();
        }
        if (type == KeptAnswer.class) {
            return Arbitraries.of("", "5".repeat(64))
                    .map(sha256 -> new KeptAnswer(sha256, Optional.empty()))
                    .asGeneric();
        }
        if (type == Person.class) {
            return people().asGeneric();
        }
        if (type == String.class) {
            return texts().asGeneric();
        }
        if (type == boolean.class) {
            return Arbitraries.of(true, false).asGeneric();
        }
        if (type == int.class) {
            return Arbitraries.integers().asGeneric();
        }
        if (type.isEnum()) {
            return Arbitraries.of(type.getEnumConstants()).asGeneric();
        }
        boolean people = component.getGenericType().getTypeName().contains(Person.class.getName());
        return (people ? people().list().ofMaxSize(3) : ids().list().ofMaxSize(3)).asGeneric();
    }

    /** As precise as the database. */
    private static Arbitrary<Instant> moments() {
        return DateTimes.instants().ofPrecision(ChronoUnit.MICROS);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of(UNUSUAL),
                Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(40));
    }

    /** Halves of a character are none. */
    private static char[] surrogates() {
        char[] halves = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return halves;
    }

    private static Arbitrary<Person> people() {
        return Combinators.combine(ids(), Arbitraries.oneOf(Arbitraries.just(""), ids()))
                .as(Person::new);
    }

    /** Names of users: one line, without the tab that stands between them and their e-mail addresses. */
    private static Arbitrary<String> ids() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("@.-_+'\" \\äß锁\u2028")
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(id -> !id.isBlank());
    }
}
