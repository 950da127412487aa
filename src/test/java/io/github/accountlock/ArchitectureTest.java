package io.github.accountlock;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rooms of the house, and who may import whom. */
@AnalyzeClasses(packages = "io.github.accountlock", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.accountlock.";

    /** Each room with those that it may import. */
    private static final Map<String, List<String>> ROOMS = Map.ofEntries(
            Map.entry("domain", List.of()),
            Map.entry("request", List.of("domain")),
            Map.entry("database", List.of()),
            Map.entry("ledger", List.of("domain", "request", "database")),
            Map.entry("hold", List.of("domain", "request", "database")),
            Map.entry("bulk", List.of("domain", "database")),
            Map.entry("provider", List.of("domain")),
            Map.entry("locking", List.of("domain", "request", "database", "ledger", "provider")),
            Map.entry("notify", List.of("domain", "request", "database")),
            Map.entry("metrics", List.of("domain", "request", "database", "ledger", "provider")),
            Map.entry(
                    "engine",
                    List.of(
                            "domain",
                            "request",
                            "database",
                            "ledger",
                            "hold",
                            "bulk",
                            "provider",
                            "locking",
                            "notify",
                            "metrics")),
            Map.entry("audit", List.of("domain", "request", "database", "ledger", "hold")),
            Map.entry(
                    "cockpit",
                    List.of(
                            "domain",
                            "request",
                            "database",
                            "ledger",
                            "hold",
                            "bulk",
                            "provider",
                            "locking",
                            "audit",
                            "notify",
                            "metrics",
                            "engine")),
            Map.entry("autoconfigure", List.of("engine", "cockpit", "metrics")),
            Map.entry("simulator", List.of()),
            Map.entry(
                    "app",
                    List.of(
                            "domain",
                            "database",
                            "ledger",
                            "audit",
                            "cockpit",
                            "engine",
                            "autoconfigure",
                            "simulator")));

    /** Nothing but Java, the rooms named above and a log. */
    private static final String[] PURE = {"domain", "request", "database", "ledger", "hold", "locking", "audit"};

    @ArchTest
    static void everyRoomIsNamed(JavaClasses house) {
        assertThat(house.stream()
                        .map(type -> type.getPackageName().substring(ROOT.length() - 1))
                        .filter(path -> !path.isEmpty())
                        .map(path -> path.split("\\.")[1])
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(ROOMS.keySet());
    }

    @ArchTest
    static void roomsImportOnlyWhatTheyMay(JavaClasses house) {
        ROOMS.forEach((room, others) -> {
            String[] allowed = Stream.concat(Stream.of(room), others.stream())
                    .map(each -> ROOT + each + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + room + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(ROOT + "(**)").and(resideOutsideOfPackages(allowed)))
                    .check(house);
        });
    }

    @ArchTest
    static final ArchRule noCirclesBetweenRooms =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCirclesInsideOfThem =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static void pureRoomsKnowNoFramework(JavaClasses house) {
        String[] pure = Stream.of(PURE).map(room -> ROOT + room + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.camunda..", "org.springframework..", "okhttp3..")
                .check(house);
    }

    @ArchTest
    static final ArchRule wordsAndRulesKnowJavaOnly = classes()
            .that()
            .resideInAnyPackage(ROOT + "domain..", ROOT + "request..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "javax.crypto..", ROOT + "domain..", ROOT + "request.."));

    @ArchTest
    static final ArchRule engineKnowsNoHost = noClasses()
            .that()
            .resideInAPackage(ROOT + "engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..");

    @ArchTest
    static final ArchRule nobodyImportsACloud = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "provider..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "provider.(*)..");

    @ArchTest
    static final ArchRule oneCloudDoesNotKnowTheOther = slices().matching(ROOT + "provider.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage(ROOT + "provider.."), resideInAnyPackage(ROOT + "provider.http.."));

    @ArchTest
    static final ArchRule simulatorSharesNothingWithTheClients = classes()
            .that()
            .resideInAPackage(ROOT + "simulator..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "javax..",
                    "com.sun.net.httpserver..",
                    "com.fasterxml.jackson..",
                    "org.slf4j..",
                    ROOT + "simulator.."));

    @ArchTest
    static final ArchRule onlySignersRevealSecrets = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "provider..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(ROOT + "domain.Secret");

    @ArchTest
    static final ArchRule signersDoNotLog = noClasses()
            .that()
            .haveSimpleNameEndingWith("Signer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j..");
}
