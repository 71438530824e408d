-- What pushing on to a second URL left, in the row of the mirror and in its history.
alter table mirror add last_push_attempt_at timestamp with time zone;
alter table mirror add last_pushed_at timestamp with time zone;
alter table mirror add push_not_before timestamp with time zone;
alter table mirror add push_failure_kind varchar(30);
alter table mirror add push_failure_message varchar(1000);
alter table mirror add push_consecutive_failures integer default 0 not null;
alter table mirror add pushed_digest varchar(64);

alter table sync_run add push_ms bigint default 0 not null;
alter table sync_run add pushed_refs integer default 0 not null;
alter table sync_run add push_failure_kind varchar(30);
alter table sync_run add push_failure_message varchar(1000);
