-- Sealed rows over all chains of the ledger: how many, how many entries, the sum of their heads. Several, so that commits
-- of different requests rarely meet. They take the place of account_lock_ledger_register, which is kept as it was.
create table account_lock_register (
  register_no smallint primary key,
  chains      bigint not null,
  entries     bigint not null,
  heads_sum   varchar(64) not null,
  key_id      varchar(32) not null,
  mac         varchar(64) not null
);
insert into account_lock_register select n, 0, 0, '', '', '' from generate_series(0, 15) n;

create trigger account_lock_register_stays
  before delete or truncate on account_lock_register
  for each statement execute function account_lock_ledger_is_append_only();

-- A node of version 0.1 must not go on beside newer ones: the registers would miss what it writes.
create trigger account_lock_ledger_register_is_frozen
  before insert or update on account_lock_ledger_register
  for each statement execute function account_lock_ledger_is_append_only();
