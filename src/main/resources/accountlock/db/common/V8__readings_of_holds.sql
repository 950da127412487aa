-- differs follows the facts: how the account is at its cloud, empty if it is as it is held.
-- The others are what the readings have seen so far; they are no evidence, and forgotten when a row is made again.
alter table account_lock_hold add column differs varchar(16) default '' not null;
alter table account_lock_hold add column due_at timestamp(6) with time zone;
alter table account_lock_hold add column read_at timestamp(6) with time zone;
alter table account_lock_hold add column first_at timestamp(6) with time zone;
alter table account_lock_hold add column showed varchar(16);
alter table account_lock_hold add column readings integer default 0 not null;
create index account_lock_hold_state on account_lock_hold (state);
