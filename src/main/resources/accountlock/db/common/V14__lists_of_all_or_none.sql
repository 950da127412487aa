-- The request by which an account of a list is unlocked again, where the list is all or none and one could not be locked.
alter table account_lock_list add column undo_id varchar(64);
create unique index account_lock_list_undo on account_lock_list (undo_id);
