package io.github.accountlock.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An administrator deploys a model of the own, whose expression wants to leave the engine. */
class ExpressionAttacksTest {

    private static final Attacked APPLICATION = new Attacked();

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''.getClass().forName('java.lang.System').getMethods()[0].getName()}",
                "${''.class.name}",
                "${execution.getClass().getClassLoader().toString()}",
                "${execution.class.classLoader.toString()}",
                "${retry['class']}"
            })
    void expressionThatNamesAClassIsNotDeployed(String expression) {
        String before = APPLICATION.everything();

        HttpResponse<String> response = deployed(expression);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("reaches Java classes: expressions see beans, variables and their values");
        assertThat(APPLICATION.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''['cl'.concat('ass')].name}",
                "${execution['cl'.concat('ass')]}",
                "${execution[variable]}",
                "${execution.processEngine.processEngineConfiguration.dataSource}",
                "${execution.processEngine.name}",
                "${execution.processEngineServices.identityService.setAuthenticatedUserId('manager')}",
                "${execution.getProcessEngineServices().getTaskService()}"
            })
    void expressionThatComesToAClassIsRefusedWhereItRuns(String expression) {
        assertThat(deployed(expression).statusCode()).isEqualTo(200);
        String before = APPLICATION.everything();

        HttpResponse<String> response = started();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
        assertThat(response.body()).contains("An expression is refused, because it reaches ");
        assertThat(APPLICATION.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${execution.processInstanceId}", "${variable.length()}", "${currentUser()}"})
    void ordinaryExpressionsGoOn(String expression) {
        assertThat(deployed(expression).statusCode()).isEqualTo(200);

        assertThat(started().statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> started() {
        return APPLICATION
                .as("admin")
                .engine(
                        "POST",
                        "process-definition/key/probe/start",
                        "{\"variables\":{\"variable\":{\"value\":\"class\"}}}");
    }

    private static HttpResponse<String> deployed(String expression) {
        String model = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
                + " xmlns:camunda='http://camunda.org/schema/1.0/bpmn' targetNamespace='x'>"
                + "<process id='probe' isExecutable='true' camunda:historyTimeToLive='1'><startEvent id='s'/>"
                + "<sequenceFlow id='f' sourceRef='s' targetRef='t'/><serviceTask id='t' camunda:expression=\""
                + expression + "\" camunda:resultVariable='got'/></process></definitions>";
        String body = "--b\r\nContent-Disposition: form-data; name=\"m\"; filename=\"probe.bpmn\"\r\n\r\n" + model
                + "\r\n--b--\r\n";
        return APPLICATION
                .as("admin")
                .send(
                        "POST",
                        "/camunda/api/engine/engine/default/deployment/create",
                        body,
                        "multipart/form-data; boundary=b");
    }
}
