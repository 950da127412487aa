comment on table account_lock_pace is 'used on PostgreSQL only';
