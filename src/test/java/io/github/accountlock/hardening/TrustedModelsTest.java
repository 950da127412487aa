package io.github.accountlock.hardening;

import static io.github.accountlock.hardening.HardenedEngineContract.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.Sha256;
import io.github.accountlock.engine.deployment.TrustedModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.migration.MigrationInstructionImpl;
import org.camunda.bpm.engine.impl.migration.MigrationPlanImpl;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under our process ids run our models and no others. */
class TrustedModelsTest {

    private static final ProcessEngine ENGINE = BareEngine.started("trusted");
    private static final RepositoryService REPOSITORY = ENGINE.getRepositoryService();

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-lock", "account-unlock"})
    void strangeModelUnderOurKeyIsRefused(String key) {
        long before = REPOSITORY.createProcessDefinitionQuery().count();

        assertThatThrownBy(() -> deploy("other-name.bpmn20.xml", model(key, "<userTask id='step'/>")))
                .hasMessageContaining("is not one of Account Lock Flow's")
                .hasMessageContaining("account-lock.trusted-models");

        assertThat(REPOSITORY.createProcessDefinitionQuery().count()).isEqualTo(before);
    }

    @Test
    void strangeModelIsRefusedBesideOthersInOneDeployment() {
        assertThatThrownBy(() -> REPOSITORY
                        .createDeployment()
                        .addString("a.bpmn", model("harmless", "<userTask id='step'/>"))
                        .addString("b.bpmn", model("account-lock", "<userTask id='step'/>"))
                        .tenantId("other")
                        .deploy())
                .hasMessageContaining("is not one of Account Lock Flow's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-lock.bpmn", "account-unlock.bpmn", "approval-policy.dmn"})
    void copyOfOursForATenantIsRefused(String resource) {
        assertThatThrownBy(() -> REPOSITORY
                        .createDeployment()
                        .addClasspathResource("accountlock/bpmn/" + resource)
                        .tenantId("other")
                        .deploy())
                .hasMessageContaining("cannot be deployed for a tenant (other)");
    }

    @Test
    void modelThatTheConfigurationTrustsIsDeployed() {
        String own = model("account-unlock", "<userTask id='step'/>");
        String digest = Sha256.hex(own.getBytes(StandardCharsets.UTF_8));
        ProcessEngine trusting = BareEngine.started("trusting", Map.of("trusted-models", digest), engine -> {});
        try {
            trusting.getRepositoryService()
                    .createDeployment()
                    .addString("own.bpmn", own)
                    .deploy();
        } finally {
            trusting.close();
        }
    }

    @Test
    void strangeFormBesideOurModelIsRefused() {
        String model = new String(bytes(ours()), StandardCharsets.UTF_8);
        long before = REPOSITORY.createProcessDefinitionQuery().count();

        assertThatThrownBy(() -> REPOSITORY
                        .createDeployment()
                        .addString("account-lock.bpmn", model)
                        .addString("approve-lock.form", "{\"id\":\"approve-lock\",\"components\":[]}")
                        .deploy())
                .hasMessageContaining("The form approve-lock.form beside our model account-lock.bpmn is not")
                .hasMessageContaining("account-lock.trusted-models");

        assertThat(REPOSITORY.createProcessDefinitionQuery().count()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one byte", "not XML any more", "another model"})
    void modelChangedInTheDatabaseIsNotRunAndDisturbsNobody(String how) throws SQLException {
        ProcessDefinition ours = ours();
        byte[] original = bytes(ours);
        write(ours, changed(original, how));
        try {
            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(() -> ENGINE.getRuntimeService().startProcessInstanceById(ours.getId()))
                        .isInstanceOf(AuthorizationException.class)
                        .hasMessageContaining("was changed in the database")
                        .hasMessageContaining("Nothing of it is run");
            }
            assertThat(REPOSITORY.createProcessDefinitionQuery().list()).isNotEmpty();
            assertThat(ENGINE.getFormService().getStartFormData(ours.getId())).isNotNull();
        } finally {
            write(ours, original);
        }
        assertThatThrownBy(() -> ENGINE.getRuntimeService().startProcessInstanceById(ours.getId()))
                .hasMessageContaining("Log in to make a request");
    }

    private static byte[] changed(byte[] original, String how) {
        String text = new String(original, StandardCharsets.UTF_8);
        String now = switch (how) {
            case "one byte" -> text + " ";
            case "not XML any more" -> text.replaceFirst("<bpmn:process", "bpmn:process");
            default -> model("account-lock", "<userTask id='step'/>");
        };
        return now.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void requestsStayInTheirProcess() {
        deploy("elsewhere.bpmn", model("elsewhere", "<userTask id='step'/>"));
        ProcessDefinition elsewhere = REPOSITORY
                .createProcessDefinitionQuery()
                .processDefinitionKey("elsewhere")
                .singleResult();
        RuntimeService runtime = ENGINE.getRuntimeService();

        assertThatThrownBy(() -> runtime.createMigrationPlan(ours().getId(), elsewhere.getId())
                        .build())
                .hasMessageContaining("stay in their process");
        assertThatThrownBy(() -> runtime.createMigrationPlan(elsewhere.getId(), ours().getId())
                        .mapActivities("step", "Task_ApproveLock")
                        .build())
                .hasMessageContaining("stay in their process");
    }

    @Test
    void planThatWasMadeByHandMovesNoInstanceIntoOurProcess() {
        deploy("outside.bpmn", model("outside", "<userTask id='step'/>"));
        RuntimeService runtime = ENGINE.getRuntimeService();
        ProcessInstance outside = runtime.startProcessInstanceByKey("outside");
        MigrationPlanImpl plan = new MigrationPlanImpl(outside.getProcessDefinitionId(), ours().getId());
        plan.setInstructions(List.of(new MigrationInstructionImpl("step", "Task_SettleLock")));

        assertThatThrownBy(() -> runtime.newMigration(plan)
                        .processInstanceIds(outside.getId())
                        .execute())
                .hasMessageContaining("stay in their process");

        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey("outside")
                        .count())
                .isOne();
    }

    @Test
    void digestsOfTheCurrentModelsAreShipped() throws IOException {
        String shipped = Files.readString(Path.of("src/main/resources", TrustedModels.SHIPPED));
        List<Path> models;
        try (Stream<Path> files = Files.list(Path.of("bpmn"))) {
            models = files.filter(file -> file.toString().endsWith(".bpmn")).toList();
        }

        assertThat(models).isNotEmpty();
        for (Path model : models) {
            String line = Sha256.hex(Files.readAllBytes(model)) + "  " + model.getFileName();
            assertThat(shipped)
                    .as("add this line, with the release, to " + TrustedModels.SHIPPED + " (remove none): " + line)
                    .contains(line);
        }
    }

    private static ProcessDefinition ours() {
        return REPOSITORY
                .createProcessDefinitionQuery()
                .processDefinitionKey("account-lock")
                .latestVersion()
                .singleResult();
    }

    private static void deploy(String resource, String model) {
        REPOSITORY.createDeployment().addString(resource, model).deploy();
    }

    private static byte[] bytes(ProcessDefinition definition) {
        try (var in = REPOSITORY.getProcessModel(definition.getId())) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** As somebody with the database's password would; the engine forgets what it has in memory. */
    private static void write(ProcessDefinition definition, byte[] model) throws SQLException {
        var configuration = (ProcessEngineConfigurationImpl) ENGINE.getProcessEngineConfiguration();
        try (Connection sql = configuration.getDataSource().getConnection();
                PreparedStatement update = sql.prepareStatement(
                        "update act_ge_bytearray set bytes_ = ? where name_ = ? and deployment_id_ = ?")) {
            update.setBytes(1, model);
            update.setString(2, definition.getResourceName());
            update.setString(3, definition.getDeploymentId());
            update.executeUpdate();
            sql.commit();
        }
        configuration.getDeploymentCache().discardProcessDefinitionCache();
    }
}
