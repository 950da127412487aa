-- From when on the account is to be locked; empty where it is as soon as it is approved. Not sealed, as the rest of the row.
alter table account_lock_request add column lock_from timestamp(6) with time zone;
