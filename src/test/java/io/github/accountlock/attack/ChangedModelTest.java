package io.github.accountlock.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.accountlock.attack.Attacked.Request;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody changes our model in the database: its requests stop with a sentence, everybody else goes on. */
class ChangedModelTest {

    private static final Attacked APPLICATION = new Attacked();
    private static final String CHANGED = "was changed in the database";

    /** A blank more at the end; the first tag broken, so that it is no XML any more. */
    private static final String ONE_BYTE_MORE = "bytes_ || ' '::bytea";

    private static final String ONE_BYTE_BROKEN =
            "set_byte(bytes_, position('<bpmn:process'::bytea in bytes_) - 1, 32)";

    private Request request;

    @BeforeEach
    void requestThatWaitsForItsApproval() {
        request = APPLICATION.waitingRequest();
    }

    @AfterEach
    void putBack() {
        APPLICATION.sql("update act_ge_bytearray b set bytes_ = k.bytes_ from kept k where k.id_ = b.id_");
        APPLICATION.sql("drop table kept");
        APPLICATION.clouds.heal();
        APPLICATION.deleteRequests();
        assertThat(APPLICATION.clouds.calls()).doesNotContain("LockAccount", "UnlockAccount");
    }

    @AfterAll
    static void close() {
        APPLICATION.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_BYTE_MORE, ONE_BYTE_BROKEN})
    void listsAreShownToEverybody(String change) {
        change(change);

        for (String path : new String[] {
            "task?processInstanceId=" + request.id(),
            "process-definition",
            "process-definition/statistics",
            "process-instance?processInstanceIds=" + request.id(),
            request.path() + "/activity-instances",
            "task/" + request.task() + "/form",
            "history/process-instance?processInstanceId=" + request.id()
        }) {
            HttpResponse<String> list = APPLICATION.as("admin").engine("GET", path, null);
            assertThat(list.statusCode()).as(path + " " + list.body()).isEqualTo(200);
            assertThat(list.body()).isNotEqualTo("[]");
        }
        assertThat(APPLICATION
                        .engine()
                        .getTaskService()
                        .createTaskQuery()
                        .taskId(request.task())
                        .initializeFormKeys()
                        .list())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_BYTE_MORE, ONE_BYTE_BROKEN})
    void nothingStartsNorIsDecidedUnderIt(String change) {
        change(change);

        refused(APPLICATION.as("requester").engine("POST", "process-definition/key/account-lock/start", "{}"));
        refused(APPLICATION.as("requester").engine("POST", "process-definition/key/account-lock/submit-form", "{}"));
        refused(APPLICATION
                .as("manager")
                .engine(
                        "POST",
                        "task/" + request.task() + "/complete",
                        "{\"variables\":{\"decision\":{\"value\":\"approve\"}}}"));
        assertThat(APPLICATION.stillWaits(request)).isTrue();
    }

    @Test
    void stepOfItsRequestIsAnIncidentThatSaysWhy() {
        APPLICATION.approveWhileTheCloudRefuses(request);
        change(ONE_BYTE_MORE);
        APPLICATION.clouds.heal();

        APPLICATION.retry(request);

        await().until(() -> APPLICATION.incidentOf(request).contains(CHANGED));
        assertThat(APPLICATION.incidentOf(request)).contains("Nothing of it is run");
    }

    private static void change(String change) {
        String ours = "name_ = 'account-lock.bpmn' and deployment_id_ is not null";
        APPLICATION.sql("create table kept as select id_, bytes_ from act_ge_bytearray where " + ours);
        APPLICATION.sql("update act_ge_bytearray set bytes_ = " + change + " where " + ours);
    }

    private static void refused(HttpResponse<String> response) {
        assertThat(response.body()).contains(CHANGED);
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
    }
}
