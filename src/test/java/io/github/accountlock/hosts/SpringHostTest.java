package io.github.accountlock.hosts;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.engine.AccountLockPlugin;
import io.github.accountlock.engine.AccountLockServices;
import io.github.accountlock.fixture.ControlledClouds;
import io.github.accountlock.fixture.Postgres;
import io.github.accountlock.process.ProcessTester;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** An engine in Spring without Boot, as Camunda's manual puts it together, and its data sources and transactions. */
class SpringHostTest {

    private final ControlledClouds clouds = new ControlledClouds();
    private final DataSource source = new DriverManagerDataSource(Postgres.newDatabase());

    @AfterEach
    void close() {
        clouds.close();
    }

    @AfterEach
    void clockGoesOn() {
        ClockUtil.reset();
    }

    @Test
    void locksAccountsAndForgetsWhatTheHostRollsBack() {
        SpringProcessEngineConfiguration host = host(new TransactionAwareDataSourceProxy(source), source);
        ProcessEngine engine = host.buildProcessEngine();
        try {
            ProcessTester flow = new ProcessTester(engine);
            String rolledBack = new TransactionTemplate(host.getTransactionManager()).execute(transaction -> {
                transaction.setRollbackOnly();
                return flow.requested(tencent("app_user")).getId();
            });
            ProcessInstance request = flow.requested(tencent("app_user"));
            flow.approve(request);
            flow.letTimePass(request);

            assertThat(flow.variable(request, "outcome")).isEqualTo("LOCKED");
            assertThat(AccountLockServices.of(engine)
                            .orElseThrow()
                            .ledger()
                            .of(rolledBack)
                            .exists())
                    .isFalse();
        } finally {
            engine.close();
        }
    }

    @Test
    void transactionManagerOfAnotherDataSourceIsRefused() {
        DataSource orders = new DriverManagerDataSource(Postgres.newDatabase());

        assertThatThrownBy(() -> host(source, orders).buildProcessEngine())
                .hasMessageContaining("the engine's transaction manager is not that of its data source");
    }

    @Test
    void ledgerDataSourceThatJoinsTheEnginesTransactionIsRefused() {
        SpringProcessEngineConfiguration host = host(source, source);
        plugin(host).setLedgerDataSource(new TransactionAwareDataSourceProxy(source));

        assertThatThrownBy(host::buildProcessEngine)
                .hasMessageContaining("what must survive a rollback would be written in the engine's transaction");
    }

    @Test
    void ledgerDataSourceOfAnotherDatabaseIsRefused() {
        SpringProcessEngineConfiguration host = host(source, source);
        plugin(host).setLedgerDataSource(new DriverManagerDataSource(Postgres.newDatabase()));

        assertThatThrownBy(host::buildProcessEngine)
                .hasMessageContaining("ledgerDataSource leads to another database than the engine's");
    }

    private SpringProcessEngineConfiguration host(DataSource engines, DataSource ofTransactions) {
        SpringProcessEngineConfiguration host = new SpringProcessEngineConfiguration();
        host.setProcessEngineName("spring-host");
        host.setApplicationContext(new StaticApplicationContext());
        host.setDataSource(engines);
        host.setTransactionManager(new DataSourceTransactionManager(ofTransactions));
        host.setDatabaseSchemaUpdate("true");
        return ProcessTester.configured(host, clouds);
    }

    private static AccountLockPlugin plugin(SpringProcessEngineConfiguration host) {
        return (AccountLockPlugin) host.getProcessEnginePlugins().get(0);
    }
}
