-- When each mirror on disk is looked after next, and what was found, one row a cloned mirror.
create table mirror_care (
  repository_id uuid                     not null primary key,
  due_at        timestamp with time zone not null,
  changes       integer                  not null,
  suspect       boolean                  not null,
  checks        integer                  not null,
  checked_at    timestamp with time zone,
  repaired_at   timestamp with time zone,
  given_up      boolean                  not null,
  constraint mirror_care_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index mirror_care_by_due on mirror_care (due_at);

insert into mirror_care (repository_id, due_at, changes, suspect, checks, given_up)
  select repository_id, current_timestamp, 0, false, 0, false from mirror;
