-- One row a request, for searching. Not sealed: it is made from the ledger, compared with it whenever it is shown, and
-- rows that are missing are made again when the engine starts.
create table account_lock_request (
  request_id   varchar(64) primary key,
  action       varchar(16) not null,
  provider     varchar(255) not null,
  region       varchar(255) not null,
  instance_id  varchar(255) not null,
  account_name varchar(255) not null,
  requester    varchar(255) not null,
  urgency      varchar(16) not null,
  requested_at timestamp(6) with time zone not null,
  lock_until   timestamp(6) with time zone,
  approved_at  timestamp(6) with time zone,
  called_at    timestamp(6) with time zone,
  proven_at    timestamp(6) with time zone,
  ended_at     timestamp(6) with time zone,
  outcome      varchar(32) not null
);
create index account_lock_request_time on account_lock_request (requested_at, request_id);
create index account_lock_request_account
  on account_lock_request (account_name, instance_id, requested_at, request_id);
create index account_lock_request_requester on account_lock_request (requester, requested_at, request_id);
create index account_lock_request_outcome on account_lock_request (outcome, requested_at, request_id);

create table account_lock_person (
  request_id varchar(64) not null,
  person     varchar(255) not null,
  role       varchar(16) not null,
  primary key (person, role, request_id)
);
create index account_lock_person_request on account_lock_person (request_id);

create index account_lock_ledger_kind on account_lock_ledger (kind, happened_at);
