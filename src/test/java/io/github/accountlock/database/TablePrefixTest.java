package io.github.accountlock.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePrefixTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRE_ | select 1 from account_lock_hold h | select 1 from PRE_account_lock_hold h",
                "bpm. | delete from account_lock_hold | delete from bpm.account_lock_hold",
                "bpm.P_ | create index account_lock_x on account_lock_y (a) |"
                        + " create index P_account_lock_x on bpm.P_account_lock_y (a)",
                "bpm. | create trigger account_lock_x before update on account_lock_y |"
                        + " create trigger account_lock_x before update on bpm.account_lock_y",
                "bpm. | select act_id_ from act_hi_procinst | select act_id_ from bpm.act_hi_procinst",
                "bpm. | select account_locked from elsewhere | select account_locked from elsewhere",
                "bpm. | select 1 from bpm.\"account_lock_x\" | select 1 from bpm.\"account_lock_x\""
            })
    void standsBeforeOurTablesOnly(String prefix, String written, String run) {
        assertThat(new TablePrefix(prefix).in(written)).isEqualTo(run);
    }
}
