-- Instances on which requests hold accounts or have held some, and when the accounts there are listed next.
create table account_lock_instance (
  provider    varchar(255) not null,
  region      varchar(255) not null,
  instance_id varchar(255) not null,
  due_at      timestamp(6) with time zone not null,
  primary key (provider, region, instance_id)
);
-- Accounts that their cloud showed locked though no request of ours holds them. What was read, no evidence: told_at is filled
-- once enough readings agree, gone_at once one does not any more.
create table account_lock_foreign (
  account_path  varchar(255) primary key,
  instance_path varchar(255) not null,
  first_at      timestamp(6) with time zone not null,
  read_at       timestamp(6) with time zone not null,
  readings      integer not null,
  told_at       timestamp(6) with time zone,
  gone_at       timestamp(6) with time zone
);
create index account_lock_foreign_instance on account_lock_foreign (instance_path);
