package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import io.github.accountlock.app.client.CommandLine;
import io.github.accountlock.fixture.RunningApplication;
import io.github.accountlock.fixture.WebSession;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Login at an OpenID provider over HTTP, and its bearer tokens at engine-rest. */
class OidcLoginTest {

    private static final MockOAuth2Server PROVIDER = provider();
    private static final String ISSUER = PROVIDER.issuerUrl("company").toString();
    private static final String CLIENT = "account-lock";
    private static final String AUDIENCE = "account-lock-api";
    private static final RunningApplication APPLICATION = RunningApplication.demo(
            "oidc",
            "spring.security.oauth2.client.registration.company.client-id=" + CLIENT,
            "spring.security.oauth2.client.registration.company.client-secret=fake-secret",
            "spring.security.oauth2.client.registration.company.scope=openid",
            "spring.security.oauth2.client.provider.company.issuer-uri=" + ISSUER,
            "account-lock.oidc.audience=" + AUDIENCE,
            "account-lock.oidc.group-mapping.[/db/approvers]=managers",
            "account-lock.oidc.group-mapping.engine-admins=camunda-admin");

    @AfterAll
    static void close() {
        APPLICATION.close();
        PROVIDER.shutdown();
    }

    @Test
    void whoeverIsNotLoggedInIsSentToTheProvider() {
        List<URI> way = new ArrayList<>();
        HttpResponse<String> first =
                get(browser(), APPLICATION.uri().resolve("/camunda/app/tasklist/default/"), way, 0);

        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(first.headers().firstValue("Location").orElse("")).endsWith("/oauth2/authorization/company");
        assertThat(get(browser(), APPLICATION.uri().resolve("/camunda/api/engine/engine/default/task/count"), way, 0)
                        .statusCode())
                .isEqualTo(401);
        for (String open : List.of("/actuator/health", "/actuator/prometheus")) {
            assertThat(get(browser(), APPLICATION.uri().resolve(open), way, 0).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void linkOfARequestLeadsOverTheProviderAndBack() {
        Map<String, Object> claims = Map.of("preferred_username", "linda", "groups", List.of("managers"));
        PROVIDER.enqueueCallback(callback("linda", JOSEObjectType.JWT.getType(), CLIENT, claims));
        List<URI> way = new ArrayList<>();

        HttpResponse<String> page =
                get(browser(), APPLICATION.uri().resolve("/account-lock/requests/none"), way, 9, "Accept", "text/html");

        assertThat(way).anyMatch(uri -> uri.toString().startsWith(ISSUER));
        assertThat(page.statusCode())
                .as("linda is known, and sees no such request")
                .isEqualTo(404);
        assertThat(page.body()).startsWith("There is no such request, or you may not see it.");
    }

    @Test
    void personComesInWithTheGroupsOfTheClaim() {
        HttpResponse<String> page = logIn("maria", "maria", List.of("managers", "unknown-group"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("\"userId\":\"maria\"")
                .contains("\"tasklist\"")
                .doesNotContain("\"admin\"]");
        assertThat(groups("maria")).containsExactly("managers");
    }

    @Test
    void groupsFollowTheClaimAtTheNextLogin() {
        logIn("paul", "paul", List.of("operators", "auditors"));
        logIn("paul", "paul", List.of("auditors"));

        assertThat(groups("paul")).containsExactly("auditors");
    }

    @Test
    void userOfSomebodyElseCannotBeTakenOver() {
        HttpResponse<String> page = logIn("stranger", "admin", List.of("camunda-admin"));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("belongs to somebody else");
        assertThat(logIn("stranger", "ADMIN", List.of()).body()).contains("belongs to somebody else");
        assertThat(rest(accessToken("stranger", "admin", List.of())).statusCode())
                .isEqualTo(401);
    }

    @Test
    void subjectStaysOneUserWhateverItsNameIs() {
        logIn("rita", "rita", List.of("requesters"));

        logIn("rita", "Rita", List.of("requesters"));
        HttpResponse<String> renamed = logIn("rita", "another", List.of("managers"));

        assertThat(renamed.body()).contains("\"userId\":\"rita\"");
        assertThat(groups("rita")).containsExactly("managers");
        assertThat(user("Rita")).isNull();
        assertThat(user("another")).isNull();
    }

    @Test
    void userNameThatTheEngineCannotKeepIsRefusedInAClearSentence() {
        HttpResponse<String> page = logIn("dotted", "eva.m@example.org", List.of("managers"));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("eva.m@example.org").contains("only letters and digits are allowed");
    }

    @Test
    void administratorOfTheEngineIsWhoIsMappedAndNobodyElse() {
        logIn("greedy", "greedy", List.of("camunda-admin", "/db/approvers", "operators"));
        logIn("chief", "chief", List.of("engine-admins"));

        assertThat(groups("greedy")).containsExactlyInAnyOrder("managers", "operators");
        assertThat(groups("chief")).containsExactly("camunda-admin");
    }

    @Test
    void loginWithoutTheGroupsClaimIsRefusedAndTakesNothingAway() {
        logIn("nora", "nora", List.of("managers"));

        HttpResponse<String> page = logIn("nora", Map.of("preferred_username", "nora"));
        HttpResponse<String> call = rest(PROVIDER.issueToken(
                        "company", CLIENT, callback("nora", "at+jwt", AUDIENCE, Map.of("preferred_username", "nora")))
                .serialize());

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("has not said which groups you are in (claim groups)");
        assertThat(call.statusCode()).isEqualTo(401);
        assertThat(call.body()).contains("has not said which groups you are in (claim groups)");
        assertThat(groups("nora")).containsExactly("managers");
    }

    @Test
    void nameAndAddressAreThoseOfTheLastLogin() {
        logIn("lea", person("lea", "Lea", "Old", "lea.old@example.com"));
        logIn("lea", person("lea", "Lea", "New", "lea.new@example.com"));

        assertThat(user("lea").getLastName()).isEqualTo("New");
        assertThat(user("lea").getEmail()).isEqualTo("lea.new@example.com");
    }

    @Test
    void addressIsKeptWhereATokenDoesNotSayOneOrNobodyHasVerifiedIt() {
        logIn("ida", person("ida", "Ida", "Doe", "ida@example.com"));

        assertThat(rest(accessToken("ida", "ida", List.of("managers"))).statusCode())
                .isEqualTo(200);
        assertThat(user("ida").getEmail()).isEqualTo("ida@example.com");
        Map<String, Object> doubtful = new HashMap<>(person("ida", "Ida", "Doe", "somebody@example.com"));
        doubtful.put("email_verified", false);
        logIn("ida", doubtful);

        assertThat(user("ida").getEmail()).isEqualTo("ida@example.com");
    }

    @Test
    void personOfTheProviderDoesNotChangeTheOwnAddress() {
        logIn("kim", person("kim", "Kim", "Doe", "kim@example.com"));

        HttpResponse<String> refused = new WebSession(APPLICATION.uri())
                .send(
                        "PUT",
                        "/engine-rest/user/kim/profile",
                        "{\"id\":\"kim\",\"email\":\"another@example.com\"}",
                        "application/json",
                        "Authorization",
                        "Bearer " + accessToken("kim", "kim", List.of("managers")));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("only an administrator of users may change it");
        assertThat(user("kim").getEmail()).isEqualTo("kim@example.com");
    }

    @Test
    void passwordsAreForTheFirstAdministratorAlone() {
        logIn("vera", "vera", List.of("managers"));
        User vera = user("vera");
        vera.setPassword("written-into-the-table");
        APPLICATION.engine().getIdentityService().saveUser(vera);

        assertThat(basic("vera", "written-into-the-table")).isEqualTo(401);
        assertThat(basic("manager", "manager")).isEqualTo(401);
        assertThat(basic("admin", "admin")).isEqualTo(200);
    }

    @Test
    void engineRestTakesAccessTokensOfTheProviderForUsOnly() {
        String valid = accessToken("otto", "otto", List.of("operators"));

        assertThat(rest(valid).statusCode()).isEqualTo(200);
        assertThat(groups("otto")).containsExactly("operators");
        assertThat(rest(token("company", "at+jwt", "another-api", Map.of())).body())
                .contains("not for the audience account-lock-api");
        assertThat(rest(token("company", "at+jwt", CLIENT, Map.of())).statusCode())
                .isEqualTo(401);
        assertThat(rest(token("another-issuer", "at+jwt", AUDIENCE, Map.of())).statusCode())
                .isEqualTo(401);
        assertThat(rest(valid.substring(0, valid.length() - 6) + "AAAAAA").body())
                .contains("not one that the OpenID provider has signed");
        assertThat(rest("x").statusCode()).isEqualTo(401);
        assertThat(new WebSession(APPLICATION.uri())
                        .send("GET", "/engine-rest/task/count", null, null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void providerThatNamesNoTypeIsTakenUnlessTheTokenSpeaksForAnIdToken() {
        assertThat(rest(token("company", "JWT", AUDIENCE, Map.of())).statusCode())
                .isEqualTo(200);
        assertThat(rest(token("company", "JWT", AUDIENCE, Map.of("typ", "Bearer")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonce", "at_hash", "c_hash", "s_hash", "typ"})
    void idTokenOpensNothing(String claim) {
        HttpResponse<String> refused = rest(token("company", "JWT", AUDIENCE, Map.of(claim, "ID")));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("looks like one; an access token is needed");
    }

    @Test
    void tokenThatSpeaksForNobodyIsRefused() {
        Map<String, Object> nobody = Map.of("preferred_username", "otto", "groups", List.of("operators"), "sub", "");
        assertThat(rest(PROVIDER.issueToken("company", CLIENT, callback("otto", "at+jwt", AUDIENCE, nobody))
                                .serialize())
                        .body())
                .contains("speaks for nobody");
    }

    @Test
    void pipelineFollowsItsRequestsByItsToken() {
        CommandLine pipeline = CommandLine.in(Map.of(
                "ACCOUNT_LOCK_URL", APPLICATION.uri().toString(),
                "ACCOUNT_LOCK_TOKEN", accessToken("robot", "robot", List.of("requesters"))));

        CommandLine.Answer made = pipeline.run(
                "request",
                "lock",
                "--provider=tencent-postgres",
                "--region=ap-guangzhou",
                "--instance=postgres-demo01",
                "--account=user_020",
                "--reason=It leaks.");

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(pipeline.run("list").out()).contains("/user_020  by robot");
        CommandLine.Answer idToken = pipeline.with(
                        "ACCOUNT_LOCK_TOKEN", token("company", "JWT", AUDIENCE, Map.of("nonce", "1")))
                .run("list");
        assertThat(idToken.code()).isEqualTo(7);
        assertThat(idToken.err()).contains("an access token is needed");
    }

    @Test
    void tokenForTheClientIsAnIdToken() {
        Map<String, Object> claims = Map.of("preferred_username", "otto", "groups", List.of("operators"));
        DefaultOAuth2TokenCallback both =
                new DefaultOAuth2TokenCallback("company", "otto", "JWT", List.of(CLIENT, AUDIENCE), claims, 3600);

        assertThat(rest(PROVIDER.issueToken("company", CLIENT, both).serialize())
                        .body())
                .contains("looks like one; an access token is needed");
        assertThat(rest(token("company", "logout+jwt", AUDIENCE, Map.of())).body())
                .contains("of the type logout+jwt, not an access token");
    }

    private static MockOAuth2Server provider() {
        MockOAuth2Server server = new MockOAuth2Server();
        server.start();
        return server;
    }

    private static HttpResponse<String> logIn(String subject, String name, List<String> groups) {
        return logIn(subject, Map.of("preferred_username", name, "groups", groups));
    }

    private static HttpResponse<String> logIn(String subject, Map<String, Object> claims) {
        PROVIDER.enqueueCallback(callback(subject, JOSEObjectType.JWT.getType(), CLIENT, claims));
        HttpClient browser = browser();
        List<URI> way = new ArrayList<>();
        HttpResponse<String> page = get(browser, APPLICATION.uri().resolve("/camunda/app/tasklist/default/"), way, 9);
        if (page.statusCode() != 200) {
            return page;
        }
        assertThat(way).anyMatch(uri -> uri.toString().startsWith(ISSUER));
        return get(browser, APPLICATION.uri().resolve("/camunda/api/admin/auth/user/default"), way, 0);
    }

    private static Map<String, Object> person(String name, String first, String last, String address) {
        return Map.of(
                "preferred_username",
                name,
                "given_name",
                first,
                "family_name",
                last,
                "email",
                address,
                "groups",
                List.of("managers"));
    }

    private static String accessToken(String subject, String name, List<String> groups) {
        return PROVIDER.issueToken(
                        "company",
                        CLIENT,
                        callback(subject, "at+jwt", AUDIENCE, Map.of("preferred_username", name, "groups", groups)))
                .serialize();
    }

    /** A token for otto, who is an operator. */
    private static String token(String issuer, String type, String audience, Map<String, Object> more) {
        Map<String, Object> claims =
                new HashMap<>(Map.of("preferred_username", "otto", "groups", List.of("operators")));
        claims.putAll(more);
        return PROVIDER.issueToken(issuer, CLIENT, callback("otto", type, audience, claims))
                .serialize();
    }

    private static DefaultOAuth2TokenCallback callback(
            String subject, String type, String audience, Map<String, Object> claims) {
        return new DefaultOAuth2TokenCallback("company", subject, type, List.of(audience), claims, 3600);
    }

    private static User user(String id) {
        return APPLICATION
                .engine()
                .getIdentityService()
                .createUserQuery()
                .userId(id)
                .singleResult();
    }

    private static List<String> groups(String user) {
        return APPLICATION.engine().getIdentityService().createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .toList();
    }

    private static HttpResponse<String> rest(String token) {
        return new WebSession(APPLICATION.uri())
                .send("GET", "/engine-rest/task/count", null, null, "Authorization", "Bearer " + token);
    }

    private static int basic(String user, String password) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new WebSession(APPLICATION.uri())
                .send("GET", "/engine-rest/task/count", null, null, "Authorization", "Basic " + pair)
                .statusCode();
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
    }

    /** Follows redirects by hand: the client of the JDK keeps no way. */
    private static HttpResponse<String> get(
            HttpClient browser, URI uri, List<URI> way, int redirects, String... headers) {
        way.add(uri);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("Accept", uri.getPath().contains("/app/") ? "text/html" : "*/*");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = browser.send(request.build(), BodyHandlers.ofString());
            String next = response.headers().firstValue("Location").orElse(null);
            return next == null || redirects == 0 ? response : get(browser, uri.resolve(next), way, redirects - 1);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
