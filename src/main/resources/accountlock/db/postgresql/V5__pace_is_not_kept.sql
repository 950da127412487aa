-- Turns are worth nothing after a crash; without the write-ahead log, taking one waits for no disk.
alter table account_lock_pace set unlogged;
