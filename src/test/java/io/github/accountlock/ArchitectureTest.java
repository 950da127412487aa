package io.github.accountlock;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.slf4j.Logger;

/** Rooms face inward: app, autoconfigure, engine, then locking, approval, hold, ledger, then provider, then domain. */
@AnalyzeClasses(packages = "io.github.accountlock", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.accountlock.";

    @ArchTest
    static final ArchRule domainImportsNothing = classes()
            .that()
            .resideInAPackage(ROOT + "domain..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + "domain.."));

    @ArchTest
    static final ArchRule innerRoomsKnowNeitherCamundaNorSpring = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + "domain..",
                    ROOT + "provider..",
                    ROOT + "locking..",
                    ROOT + "approval..",
                    ROOT + "hold..",
                    ROOT + "ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.camunda..", "org.springframework..", ROOT + "engine..", ROOT + "app..");

    @ArchTest
    static final ArchRule engineKnowsNoHost = noClasses()
            .that()
            .resideInAPackage(ROOT + "engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..", ROOT + "autoconfigure..", ROOT + "app..", ROOT + "simulator..");

    @ArchTest
    static final ArchRule providersKnowOnlyTheSpi = noClasses()
            .that()
            .resideInAPackage(ROOT + "provider..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "locking..", ROOT + "approval..", ROOT + "hold..", ROOT + "ledger..");

    @ArchTest
    static final ArchRule oneCloudDoesNotKnowTheOther = noClasses()
            .that()
            .resideInAPackage(ROOT + "provider.tencent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "provider.polardb..");

    @ArchTest
    static final ArchRule theOtherDoesNotKnowTheOne = noClasses()
            .that()
            .resideInAPackage(ROOT + "provider.polardb..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "provider.tencent..");

    @ArchTest
    static final ArchRule nobodyImportsACloud = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "provider..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "provider.tencent..", ROOT + "provider.polardb..", ROOT + "provider.http..");

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
    static final ArchRule httpAndJsonStayInside = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "domain..", ROOT + "locking..", ROOT + "approval..", ROOT + "hold..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("okhttp3..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule onlySignersRevealSecrets = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "provider..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(ROOT + "domain.Secret");

    @ArchTest
    static final ArchRule providersDoNotLogRequests = noClasses()
            .that()
            .haveSimpleNameEndingWith("Signer")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Logger.class);
}
