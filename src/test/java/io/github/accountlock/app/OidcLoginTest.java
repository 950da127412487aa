package io.github.accountlock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.camunda.bpm.engine.identity.Group;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Login at an OpenID provider over HTTP, and its bearer tokens at engine-rest. */
class OidcLoginTest {

    private static final MockOAuth2Server PROVIDER = provider();
    private static final String ISSUER = PROVIDER.issuerUrl("company").toString();
    private static final RunningApplication APPLICATION = RunningApplication.demo(
            "oidc",
            "spring.security.oauth2.client.registration.company.client-id=account-lock",
            "spring.security.oauth2.client.registration.company.client-secret=fake-secret",
            "spring.security.oauth2.client.registration.company.scope=openid",
            "spring.security.oauth2.client.provider.company.issuer-uri=" + ISSUER);

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
        assertThat(get(browser(), APPLICATION.uri().resolve("/actuator/health"), way, 0)
                        .statusCode())
                .isEqualTo(200);
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
        assertThat(get(
                                browser(),
                                APPLICATION.uri().resolve("/engine-rest/user?maxResults=1"),
                                new ArrayList<>(),
                                0,
                                "Authorization",
                                "Bearer " + token("stranger", "admin", "account-lock", List.of()))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void userNameThatTheEngineCannotKeepIsRefusedInAClearSentence() {
        HttpResponse<String> page = logIn("dotted", "eva.m@example.org", List.of("managers"));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("eva.m@example.org").contains("only letters and digits are allowed");
    }

    @Test
    void engineRestTakesTokensOfTheProviderForUsOnly() {
        assertThat(rest("Bearer " + token("otto", "otto", "account-lock", List.of("operators"))))
                .isEqualTo(200);
        assertThat(groups("otto")).containsExactly("operators");
        assertThat(rest("Bearer " + token("otto", "otto", "another-client", List.of("operators"))))
                .isEqualTo(401);
        assertThat(rest("Bearer "
                        + PROVIDER.issueToken(
                                        "another-issuer",
                                        "account-lock",
                                        callback("otto", "otto", "account-lock", List.of()))
                                .serialize()))
                .isEqualTo(401);
        String valid = token("otto", "otto", "account-lock", List.of());
        assertThat(rest("Bearer " + valid.substring(0, valid.length() - 6) + "AAAAAA"))
                .isEqualTo(401);
        assertThat(rest("Bearer x")).isEqualTo(401);
        assertThat(rest(null)).isEqualTo(401);
    }

    private static MockOAuth2Server provider() {
        MockOAuth2Server server = new MockOAuth2Server();
        server.start();
        return server;
    }

    private static HttpResponse<String> logIn(String subject, String name, List<String> groups) {
        PROVIDER.enqueueCallback(callback(subject, name, "account-lock", groups));
        HttpClient browser = browser();
        List<URI> way = new ArrayList<>();
        HttpResponse<String> page = get(browser, APPLICATION.uri().resolve("/camunda/app/tasklist/default/"), way, 9);
        if (page.statusCode() != 200) {
            return page;
        }
        assertThat(way).anyMatch(uri -> uri.toString().startsWith(ISSUER));
        return get(browser, APPLICATION.uri().resolve("/camunda/api/admin/auth/user/default"), way, 0);
    }

    private static String token(String subject, String name, String audience, List<String> groups) {
        return PROVIDER.issueToken("company", "account-lock", callback(subject, name, audience, groups))
                .serialize();
    }

    private static DefaultOAuth2TokenCallback callback(
            String subject, String name, String audience, List<String> groups) {
        return new DefaultOAuth2TokenCallback(
                "company",
                subject,
                JOSEObjectType.JWT.getType(),
                List.of(audience),
                Map.of("preferred_username", name, "groups", groups),
                3600);
    }

    private static List<String> groups(String user) {
        return APPLICATION.engine().getIdentityService().createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .toList();
    }

    private static int rest(String authorization) {
        WebSession anybody = new WebSession(APPLICATION.uri());
        return authorization == null
                ? anybody.send("GET", "/engine-rest/task/count", null, null).statusCode()
                : anybody.send("GET", "/engine-rest/task/count", null, null, "Authorization", authorization)
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
