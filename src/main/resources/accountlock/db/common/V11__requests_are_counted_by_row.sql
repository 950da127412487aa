-- How many requests there were within the hour is counted without looking into the ledger: by the entry that was a request's
-- first, which orders them whatever the clocks of the nodes say, and without those that are part of a list.
alter table account_lock_request add column first_entry bigint default 0 not null;
alter table account_lock_request add column of_list boolean default false not null;
update account_lock_request set
  first_entry = coalesce((select l.entry_id from account_lock_ledger l
    where l.request_id = account_lock_request.request_id and l.entry_no = 1), 0),
  of_list = exists (select 1 from account_lock_ledger l
    where l.request_id = account_lock_request.request_id and l.entry_no = 1 and l.facts like '%"list":"%');
