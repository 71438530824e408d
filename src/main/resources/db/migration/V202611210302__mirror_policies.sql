-- How each mirror is synced and what its last run left, one row a mirrored repository.
create table mirror (
  repository_id        uuid         not null primary key,
  sync_interval_s      bigint,
  consecutive_failures integer      not null,
  failure_kind         varchar(30),
  failure_message      varchar(1000),
  digest               varchar(64),
  size_bytes           bigint       not null,
  ref_count            integer      not null,
  head                 varchar(512),
  next_sync_reason     varchar(200) not null,
  constraint mirror_repository foreign key (repository_id) references repository (id) on delete cascade
);

-- History of runs; consecutive runs without a change are folded into one row.
create table sync_run (
  id              uuid                     not null primary key,
  repository_id   uuid                     not null,
  job_id          uuid                     not null,
  trigger_kind    varchar(10)              not null,
  started_at      timestamp with time zone not null,
  completed_at    timestamp with time zone not null,
  first_at        timestamp with time zone not null,
  outcome         varchar(10)              not null,
  runs            integer                  not null,
  created         integer                  not null,
  fast_forward    integer                  not null,
  forced          integer                  not null,
  deleted         integer                  not null,
  bytes           bigint                   not null,
  objects         bigint                   not null,
  ls_refs_ms      bigint                   not null,
  fetch_ms        bigint                   not null,
  refs_ms         bigint                   not null,
  failure_kind    varchar(30),
  failure_message varchar(1000),
  constraint sync_run_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index sync_run_by_repository on sync_run (repository_id, started_at);
create index sync_run_by_completed on sync_run (completed_at);
