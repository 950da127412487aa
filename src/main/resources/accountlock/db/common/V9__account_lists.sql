-- The accounts of requests for a list, each with the request that was made for it, or why none was.
create table account_lock_list (
  list_id      varchar(64) not null,
  row_no       integer not null,
  provider     varchar(255) not null,
  region       varchar(255) not null,
  instance_id  varchar(255) not null,
  account_name varchar(255) not null,
  request_id   varchar(64),
  refused      varchar(1000) default '' not null,
  primary key (list_id, row_no)
);
create unique index account_lock_list_request on account_lock_list (request_id);
