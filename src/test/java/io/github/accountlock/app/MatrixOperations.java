package io.github.accountlock.app;

import io.github.accountlock.app.AccessMatrixTest.Request;
import io.github.accountlock.fixture.WebSession;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

/** The operations of the access matrix as calls of the engine's REST. */
final class MatrixOperations {

    private MatrixOperations() {}

    private static final String AUDIT = "/camunda/api/cockpit/plugin/account-lock-audit/default/";

    static HttpResponse<String> attempt(String operation, WebSession person, Request request, String role) {
        String instance = "process-instance/" + request.id();
        String task = "task/" + request.task();
        String any = UUID.randomUUID().toString().replaceAll("[^a-z0-9]", "");
        return switch (operation) {
            case "request a lock" -> start(person, "account-lock", any);
            case "request an unlock" -> start(person, "account-unlock", any);
            case "read the own request", "read a request of somebody else" ->
                person.engine("GET", "history/process-instance?maxResults=9&processInstanceId=" + request.id(), null);
            case "read what an approval shows" -> person.engine("GET", task + "/form-variables", null);
            case "see a running request" ->
                person.engine("GET", "process-instance?maxResults=9&processInstanceIds=" + request.id(), null);
            case "see an approval" ->
                person.engine(
                        "GET",
                        "task?maxResults=9&taskDefinitionKey=Task_ApproveLock&processInstanceId=" + request.id(),
                        null);
            case "comment on an approval" ->
                person.engine("POST", task + "/comment/create", "{\"message\":\"by " + role + "\"}");
            case "read the comments on an approval" -> {
                AccessMatrixTest.engine().getIdentityService().setAuthentication("manager", List.of("managers"));
                AccessMatrixTest.engine().getTaskService().createComment(request.task(), null, "by manager");
                AccessMatrixTest.engine().getIdentityService().clearAuthentication();
                yield person.engine("GET", task + "/comment", null);
            }
            case "claim an approval" -> person.engine("POST", task + "/claim", "{\"userId\":\"" + role + "\"}");
            case "complete an approval" ->
                person.engine(
                        "POST",
                        task + "/complete",
                        "{\"variables\":{\"decision\":{\"value\":\"approve\"},\"requestDigest\":{\"value\":\""
                                + request.digest() + "\"}}}");
            case "delegate an approval" -> person.engine("POST", task + "/delegate", "{\"userId\":\"manager2\"}");
            case "assign an approval to somebody" ->
                person.engine("POST", task + "/assignee", "{\"userId\":\"manager2\"}");
            case "set a variable of a task" ->
                person.engine("PUT", task + "/variables/decision", "{\"value\":\"approve\",\"type\":\"String\"}");
            case "set a variable of a request" ->
                person.engine(
                        "PUT", instance + "/variables/accountName", "{\"value\":\"locked_user\",\"type\":\"String\"}");
            case "move a request past its approval" ->
                person.engine(
                        "POST",
                        instance + "/modification",
                        "{\"skipCustomListeners\":true,\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"Task_ReadAccount\"}]}");
            case "suspend a request" -> person.engine("PUT", instance + "/suspended", "{\"suspended\":true}");
            case "delete a request" -> person.engine("DELETE", instance, null);
            case "delete the history of a request" -> deleteHistory(person, request);
            case "retry a job" -> person.engine("PUT", "job/" + job(request) + "/retries", "{\"retries\":2}");
            case "audit: read the own request", "audit: read a request of somebody else" ->
                person.send("GET", AUDIT + "request/" + request.id(), null, null);
            case "audit: download evidence of somebody else" ->
                person.send("GET", AUDIT + "request/" + request.id() + "/bundle", null, null);
            case "audit: list requests of somebody else" ->
                person.send("GET", AUDIT + "requests?requester=requester", null, null);
            case "audit: ask for the live state of an account" ->
                person.send("POST", AUDIT + "account/look?path=" + request.account(), "", "application/json");
            case "audit: read the controls report" -> person.send("GET", AUDIT + "report/controls", null, null);
            case "audit: check the whole ledger" -> person.send("POST", AUDIT + "integrity", "", "application/json");
            case "accounts of an instance" ->
                person.send(
                        "POST",
                        "/camunda/api/tasklist/plugin/account-lock-requests/default/instance/accounts"
                                + "?provider=tencent-postgres&region=ap-guangzhou&instanceId=postgres-demo01",
                        "",
                        "application/json");
            case "account history beside an approval" ->
                person.send(
                        "GET",
                        "/camunda/api/tasklist/plugin/account-lock-requests/default/task/" + request.task()
                                + "/account",
                        null,
                        null);
            case "read the policy" -> person.engine("GET", "decision-definition/key/approval-policy/xml", null);
            case "read what administrators did" ->
                person.engine("GET", "history/user-operation?category=Admin&maxResults=9", null);
            case "read the model" -> person.engine("GET", "process-definition/key/account-lock/xml", null);
            case "suspend the process" -> suspend(person);
            case "deploy a model" ->
                person.send(
                        "POST",
                        "/camunda/api/engine/engine/default/deployment/create",
                        "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"x.txt\"\r\n\r\nx\r\n--b--\r\n",
                        "multipart/form-data; boundary=b");
            case "create a user" ->
                person.engine(
                        "POST",
                        "user/create",
                        "{\"profile\":{\"id\":\"" + any + "\"},\"credentials\":{\"password\":\"a-Password-1-" + any
                                + "\"}}");
            case "join the managers" -> person.engine("PUT", "group/managers/members/outsider", null);
            case "create an authorization" ->
                person.engine(
                        "POST",
                        "authorization/create",
                        "{\"type\":1,\"permissions\":[\"READ\"],\"userId\":\"" + any
                                + "\",\"resourceType\":6,\"resourceId\":\"" + any + "\"}");
            case "create a filter" ->
                person.engine(
                        "POST", "filter/create", "{\"resourceType\":\"Task\",\"name\":\"" + any + "\",\"query\":{}}");
            case "read the users" -> person.engine("GET", "user?maxResults=9&id=manager2", null);
            default -> throw new IllegalArgumentException("no such operation: " + operation);
        };
    }

    private static HttpResponse<String> start(WebSession person, String process, String any) {
        return person.engine(
                "POST", "process-definition/key/" + process + "/start", "{\"variables\":{" + variables(any) + "}}");
    }

    private static HttpResponse<String> deleteHistory(WebSession person, Request request) {
        AccessMatrixTest.engine().getRuntimeService().deleteProcessInstance(request.id(), "by a test");
        return person.engine("DELETE", "history/process-instance/" + request.id(), null);
    }

    private static HttpResponse<String> suspend(WebSession person) {
        String path = "process-definition/key/account-lock/suspended";
        HttpResponse<String> response = person.engine(
                "PUT",
                path.replace("/key/account-lock", ""),
                "{\"processDefinitionKey\":\"account-lock\",\"suspended\":true}");
        AccessMatrixTest.engine().getRepositoryService().activateProcessDefinitionByKey("account-lock");
        return response;
    }

    private static String job(Request request) {
        return AccessMatrixTest.engine()
                .getManagementService()
                .createJobQuery()
                .processInstanceId(request.id())
                .listPage(0, 1)
                .get(0)
                .getId();
    }

    private static String variables(String any) {
        return "\"provider\":{\"value\":\"alibaba-polardb\"},\"region\":{\"value\":\"cn-hangzhou\"},"
                + "\"instanceId\":{\"value\":\"pc-demo01\"},\"accountName\":{\"value\":\"u" + any.substring(0, 12)
                + "\"},\"reason\":{\"value\":\"leaked password\"}";
    }
}
