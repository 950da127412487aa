-- What a cloud answered, without secrets, beside the entry that is sealed with its SHA-256. Goes with the engine's history.
create table account_lock_answer (
  request_id varchar(64) not null,
  entry_no   integer not null,
  status     integer not null,
  body       varchar(4000) not null,
  primary key (request_id, entry_no)
);
