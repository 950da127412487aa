-- What people are to be told, written with the fact that it is about.
create table account_lock_outbox (
  id         varchar(64) primary key,
  request_id varchar(64) not null,
  occasion   varchar(30) not null,
  channel    varchar(20) not null,
  receiver   varchar(255) not null,
  detail     varchar(1000) not null,
  due_at     timestamp with time zone not null,
  state      varchar(20) not null,
  attempts   int not null,
  error      varchar(1000) not null,
  changed_at timestamp with time zone not null
);
create index account_lock_outbox_due on account_lock_outbox (state, due_at);
