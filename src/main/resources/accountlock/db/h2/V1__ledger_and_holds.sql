create table account_lock_ledger (
  entry_id    bigint generated always as identity primary key,
  request_id  varchar(64) not null,
  happened_at timestamp(6) with time zone not null,
  kind        varchar(32) not null,
  actor       varchar(255) not null,
  facts       text not null
);
create index account_lock_ledger_request on account_lock_ledger (request_id, entry_id);

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
