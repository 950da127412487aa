-- When the next call of an action may be sent, over all nodes: provider, action and a fingerprint of the cloud's key.
create table account_lock_pace (
  action    varchar(200) primary key,
  next_turn timestamp with time zone not null
);
