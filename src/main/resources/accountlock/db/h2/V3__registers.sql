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
insert into account_lock_register select x, 0, 0, '', '', '' from system_range(0, 15);
