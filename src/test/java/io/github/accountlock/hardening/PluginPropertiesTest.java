package io.github.accountlock.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.fixture.Production;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.Map;
import javax.sql.DataSource;
import org.camunda.bpm.container.impl.metadata.PropertyHelper;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Every setting by the ways in which engines without Spring Boot set what a plugin has. */
class PluginPropertiesTest {

    private static final String TEXT = """
            account-lock.evidence.keys=%s
            providers.tencent-postgres.secret-id = fake-id
            providers.tencent-postgres.secret-key=fake-key
            """.formatted(Production.EVIDENCE_KEYS);

    @Test
    void platformFilesAndCamundaRunSetTexts() {
        AccountLockPlugin plugin = new AccountLockPlugin();

        PropertyHelper.applyProperties(plugin, Map.of("properties", TEXT, "demo", "true"), PropertyHelper.KEBAB_CASE);

        starts("by-text", plugin);
    }

    @Test
    void fileIsNamedOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("account-lock.properties"), TEXT);
        AccountLockPlugin plugin = new AccountLockPlugin();

        PropertyHelper.applyProperties(
                plugin, Map.of("properties-file", file.toString(), "demo", "true"), PropertyHelper.KEBAB_CASE);

        starts("by-file", plugin);
    }

    @Test
    void engineConfigurationInXml(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("camunda.cfg.xml"), """
                <beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd">
                  <bean id="processEngineConfiguration" class="org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration">
                    <property name="processEngineName" value="by-xml" />
                    <property name="jdbcUrl" value="jdbc:h2:mem:by-xml" />
                    <property name="history" value="full" />
                    <property name="authorizationEnabled" value="true" />
                    <property name="processEnginePlugins">
                      <list>
                        <bean class="io.github.accountlock.engine.AccountLockPlugin">
                          <property name="demo" value="true" />
                          <property name="settings">
                            <map>
                              <entry key="evidence.keys" value="%s" />
                              <entry key="providers.tencent-postgres.secret-id" value="fake-id" />
                              <entry key="providers.tencent-postgres.secret-key" value="fake-key" />
                            </map>
                          </property>
                        </bean>
                      </list>
                    </property>
                  </bean>
                </beans>
                """.formatted(Production.EVIDENCE_KEYS));
        ProcessEngine engine;
        try (var xml = Files.newInputStream(file)) {
            engine = ProcessEngineConfiguration.createProcessEngineConfigurationFromInputStream(xml)
                    .buildProcessEngine();
        }

        assertDeployed(engine);
    }

    @Test
    void pluginWithoutSettingsStandsBackForOneWithThem() {
        AccountLockPlugin byYaml = new AccountLockPlugin();
        byYaml.setProperties(TEXT);
        byYaml.setDemo(true);
        ProcessEngineConfigurationImpl engine = BareEngine.configured("twice", new AccountLockPlugin());
        engine.getProcessEnginePlugins().add(byYaml);

        assertDeployed(engine.buildProcessEngine());
    }

    @Test
    void settingsInTwoPlacesAreRefused() {
        AccountLockPlugin one = new AccountLockPlugin();
        one.setProperties(TEXT);
        AccountLockPlugin two = new AccountLockPlugin();
        two.setProperties(TEXT);
        ProcessEngineConfigurationImpl engine = BareEngine.configured("two-places", one);
        engine.getProcessEnginePlugins().add(two);

        assertThatThrownBy(engine::buildProcessEngine).hasMessageContaining("is there twice with settings");
    }

    @Test
    void misspeltSettingIsNamed() {
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setProperties(TEXT + "providers.tencent-postgre.secret-id=x");

        assertThatThrownBy(() -> BareEngine.configured("misspelt", plugin).buildProcessEngine())
                .hasMessageContaining("account-lock.providers.tencent-postgre: is not a provider");
    }

    @Test
    void databaseOfAnotherKindIsRefusedInASentence() {
        AccountLockPlugin plugin = new AccountLockPlugin();
        plugin.setProperties(TEXT);
        ProcessEngineConfigurationImpl engine = BareEngine.configured("another", plugin);
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setUrl(Postgres.newDatabase());
        engine.setDatabaseType("mysql");
        engine.setDataSource(saying("MySQL", postgres));

        assertThatThrownBy(engine::buildProcessEngine)
                .hasMessageContaining("Account Lock Flow does not start, because:")
                .hasMessageContaining("database: MySQL is not supported; use PostgreSQL");
    }

    private static void starts(String name, AccountLockPlugin plugin) {
        assertDeployed(BareEngine.configured(name, plugin).buildProcessEngine());
    }

    private static void assertDeployed(ProcessEngine engine) {
        try {
            assertThat(engine.getRepositoryService()
                            .createProcessDefinitionQuery()
                            .processDefinitionKey("account-lock")
                            .count())
                    .isOne();
        } finally {
            engine.close();
        }
    }

    /** A data source whose product has another name. */
    private static DataSource saying(String product, DataSource database) {
        return proxy(DataSource.class, database, product);
    }

    private static <T> T proxy(Class<T> type, Object behind, String product) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (any, method, arguments) -> {
                    Object answer = method.getName().equals("getDatabaseProductName")
                            ? product
                            : method.invoke(behind, arguments);
                    if (answer instanceof Connection connection) {
                        return proxy(Connection.class, connection, product);
                    }
                    return answer instanceof DatabaseMetaData data
                            ? proxy(DatabaseMetaData.class, data, product)
                            : answer;
                }));
    }
}
