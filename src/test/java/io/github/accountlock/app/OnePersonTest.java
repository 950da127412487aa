package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One person stays one person: nobody changes what tells people apart for himself. Over HTTP. */
class OnePersonTest {

    private static final RunningApplication APPLICATION = RunningApplication.demo("oneperson");
    private static final String ADDRESS = "manager@example.com";

    private final WebSession browser = new WebSession(APPLICATION.uri());

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @BeforeEach
    void managerHasAnAddress() {
        IdentityService identity = APPLICATION.engine().getIdentityService();
        User manager = identity.createUserQuery().userId("manager").singleResult();
        manager.setEmail(ADDRESS);
        identity.saveUser(manager);
    }

    @Test
    void nobodyChangesTheOwnAddressInTheWebApplications() {
        browser.login("manager", "manager", "tasklist");

        HttpResponse<String> refused = browser.engine("PUT", "user/manager/profile", profile("manager", "x@evil.org"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("only an administrator of users may change it");
        assertThat(address()).isEqualTo(ADDRESS);
    }

    @Test
    void nobodyChangesOrRemovesTheOwnAddressOverRest() {
        assertThat(rest("manager", "PUT", "user/manager/profile", profile("manager", "x@evil.org"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(rest("manager", "PUT", "user/manager/profile", "{\"id\":\"manager\",\"firstName\":\"M\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(address()).isEqualTo(ADDRESS);
    }

    @Test
    void theRestOfTheProfileAndThePasswordAreTheOwn() {
        assertThat(rest("manager", "PUT", "user/manager/profile", profile("manager", ADDRESS))
                        .statusCode())
                .isEqualTo(204);
        assertThat(rest(
                                "manager",
                                "PUT",
                                "user/manager/credentials",
                                "{\"password\":\"manager\",\"authenticatedUserPassword\":\"manager\"}")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void nobodyDeletesTheOwnUserToComeBackAsAnotherPerson() {
        HttpResponse<String> refused = rest("manager", "DELETE", "user/manager", null);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Only an administrator of users may delete a user");
        assertThat(address()).isEqualTo(ADDRESS);
    }

    @Test
    void administratorOfUsersDeletesThem() {
        IdentityService identity = APPLICATION.engine().getIdentityService();
        identity.saveUser(identity.newUser("leaver"));

        assertThat(rest("admin", "DELETE", "user/leaver", null).statusCode()).isEqualTo(204);
    }

    @Test
    void administratorOfUsersChangesAddresses() {
        assertThat(rest("admin", "PUT", "user/manager/profile", profile("manager", "new@example.com"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(address()).isEqualTo("new@example.com");
    }

    @Test
    void addressThatCouldBeReadAsTwoIsNotSaved() {
        HttpResponse<String> refused =
                rest("admin", "PUT", "user/manager/profile", profile("manager", "a@example.com\\tb@example.com"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no tab, line break or control character");
    }

    @Test
    void nameThatDiffersInCaseOnlyIsNoOtherUser() {
        HttpResponse<String> refused = rest(
                "admin",
                "POST",
                "user/create",
                "{\"profile\":{\"id\":\"MANAGER\"},\"credentials\":{\"password\":\"a-Password-1\"}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("upper and lower case make no other person");
    }

    private static String profile(String id, String address) {
        return "{\"id\":\"" + id + "\",\"firstName\":\"M\",\"lastName\":\"N\",\"email\":\"" + address + "\"}";
    }

    private static String address() {
        return APPLICATION
                .engine()
                .getIdentityService()
                .createUserQuery()
                .userId("manager")
                .singleResult()
                .getEmail();
    }

    private HttpResponse<String> rest(String user, String method, String path, String json) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        return browser.send(method, "/engine-rest/" + path, json, "application/json", "Authorization", "Basic " + pair);
    }
}
