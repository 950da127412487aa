-- working_path is filled while a request works on its account: one at a time, whatever else holds it or waits for approval.
alter table account_lock_hold add column working_path varchar(255);
create unique index account_lock_hold_working on account_lock_hold (working_path);
