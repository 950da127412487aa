package io.github.accountlock.engine;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.accountlock.fixture.Audited;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clouds answered goes when the history of its request goes, and not before; on both databases. */
class GoneAnswersTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersGoWithTheHistoryOfTheirRequest(boolean postgres) {
        try (Audited audited = postgres ? Audited.onPostgres("answers") : Audited.onH2("answers")) {
            String removed = audited.locked(tencent("app_user"));
            String kept = audited.locked(tencent("etl_user"));
            audited.engine().getHistoryService().deleteHistoricProcessInstance(removed);

            new GoneAnswers(
                            AccountLockServices.of(audited.engine())
                                    .orElseThrow()
                                    .connections(),
                            () -> true)
                    .run();

            assertThat(audited.rows("select distinct request_id from account_lock_answer"))
                    .containsExactly(kept);
            assertThat(audited.rows("select count(*) from account_lock_ledger where request_id = '" + removed + "'"))
                    .containsExactly("9");
        }
    }
}
