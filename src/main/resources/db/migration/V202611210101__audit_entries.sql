create table audit_entries (
  id uuid not null primary key,
  recorded_at timestamp with time zone not null,
  actor varchar(100) not null,
  action varchar(60) not null,
  subject varchar(300),
  origin varchar(100) not null,
  outcome varchar(20) not null,
  detail varchar(500)
);

create index audit_entries_actor on audit_entries (actor, id);
create index audit_entries_action on audit_entries (action, id);
create index audit_entries_recorded_at on audit_entries (recorded_at);
