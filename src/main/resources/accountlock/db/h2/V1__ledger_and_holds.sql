create table account_lock_ledger (
  entry_id    bigint generated always as identity primary key,
  request_id  varchar(64) not null,
  entry_no    integer not null,
  happened_at timestamp(6) with time zone not null,
  kind        varchar(32) not null,
  actor       varchar(255) not null,
  facts       text not null,
  key_id      varchar(32) not null,
  mac         varchar(64) not null,
  unique (request_id, entry_no)
);

create table account_lock_ledger_head (
  request_id  varchar(64) primary key,
  entries     integer not null,
  last_mac    varchar(64) not null,
  key_id      varchar(32) not null,
  mac         varchar(64) not null
);

-- One row: number of requests made and ended, and the sums of their seals.
create table account_lock_ledger_register (
  requested     bigint not null,
  requested_sum varchar(64) not null,
  ended         bigint not null,
  ended_sum     varchar(64) not null,
  key_id        varchar(32) not null,
  mac           varchar(64) not null
);
insert into account_lock_ledger_register values (0, '', 0, '', '', '');

-- active_path is filled while the request has not ended: one active request an account.
create table account_lock_hold (
  request_id   varchar(64) primary key,
  account_path varchar(255) not null,
  active_path  varchar(255) unique,
  requester    varchar(255) not null,
  state        varchar(16) not null,
  since        timestamp(6) with time zone not null
);
create index account_lock_hold_account on account_lock_hold (account_path);
