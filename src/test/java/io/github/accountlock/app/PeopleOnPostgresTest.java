package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.hardening.PeopleGuard;
import io.github.accountlock.fixture.Postgres;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The questions that we ask the tables of the engine's users, where production runs. */
class PeopleOnPostgresTest {

    private static final ProcessEngine ENGINE = engine();

    private final IdentityService identity = ENGINE.getIdentityService();
    private final OidcPeople people =
            new OidcPeople(identity, "", "preferred_username", new OidcGroups("groups", Map.of(), List.of("managers")));

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Test
    void subjectStaysOneUserWhateverItsNameIs() {
        assertThat(people.known(claims("s1", "maria"))).isEqualTo("maria");
        assertThat(people.known(claims("s1", "married"))).isEqualTo("maria");
        assertThatThrownBy(() -> people.known(claims("s2", "MARIA"))).hasMessageContaining("belongs to somebody else");
    }

    @Test
    void nameThatDiffersInCaseOnlyIsNoOtherUser() {
        identity.saveUser(identity.newUser("paul"));

        assertThatThrownBy(() -> identity.saveUser(identity.newUser("Paul")))
                .hasMessageContaining("there is \"paul\", and upper and lower case make no other person");
        assertThat(identity.createUserQuery().userId("Paul").count()).isZero();
    }

    private static Map<String, Object> claims(String subject, String name) {
        return Map.of("iss", "company", "sub", subject, "preferred_username", name, "groups", List.of());
    }

    private static ProcessEngine engine() {
        StandaloneProcessEngineConfiguration engine = new StandaloneProcessEngineConfiguration();
        engine.setProcessEngineName("people");
        engine.setJdbcDriver("org.postgresql.Driver");
        engine.setJdbcUrl(Postgres.newDatabase());
        engine.setDatabaseSchemaUpdate("true");
        engine.setJobExecutorActivate(false);
        engine.setIdentityProviderSessionFactory(PeopleGuard.factory(PeopleGuard::new));
        return engine.buildProcessEngine();
    }
}
