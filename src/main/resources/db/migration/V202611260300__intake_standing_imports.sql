-- Imports that look again by themselves at what an account at a forge sees.
create table standing_import (
  id               uuid                     not null primary key,
  forge_account_id uuid                     not null,
  -- whose repositories; null for all that the account sees
  owner            varchar(255),
  -- globs, one a line; null for none
  include_globs    varchar(20100),
  exclude_globs    varchar(20100),
  namespace_id     uuid                     not null,
  mirror           boolean                  not null,
  tags             varchar(1100),
  interval_s       bigint                   not null,
  next_run_at      timestamp with time zone not null,
  last_job         varchar(36),
  last_attempt_at  timestamp with time zone,
  -- what the last run that read everything found; null until there was one
  last_run_at      timestamp with time zone,
  seen             integer,
  added            integer,
  refused          integer,
  refusal          varchar(500),
  vanished         integer,
  back             integer,
  failures         integer                  not null,
  failure_kind     varchar(40),
  failure_detail   varchar(500),
  created_at       timestamp with time zone not null,
  updated_at       timestamp with time zone not null,
  version          bigint                   not null,
  constraint standing_import_account foreign key (forge_account_id) references forge_account (id),
  constraint standing_import_namespace foreign key (namespace_id) references namespaces (id)
);

create index standing_import_by_account on standing_import (forge_account_id, created_at);
create index standing_import_by_namespace on standing_import (namespace_id);
create index standing_import_by_next_run on standing_import (next_run_at);

-- A repository at the forge as a standing import last saw it, and the one here that follows it;
-- null if somebody deleted that or gave it another upstream, so that it does not come back.
create table standing_import_sighting (
  id            uuid         not null primary key,
  import_id     uuid         not null,
  repository_id uuid,
  remote_id     varchar(100) not null,
  remote_name   varchar(512) not null,
  upstream_key  varchar(64)  not null,
  -- the job that made the repository; null if it was there already
  added_by      varchar(36),
  vanished_at   timestamp with time zone,
  constraint sighting_import foreign key (import_id) references standing_import (id) on delete cascade,
  constraint sighting_repository foreign key (repository_id) references repository (id) on delete set null,
  constraint sighting_once unique (import_id, repository_id)
);

create index sighting_by_repository on standing_import_sighting (repository_id);
create index sighting_by_job on standing_import_sighting (added_by, repository_id);

-- Since when every standing import that saw a repository misses it; null if one sees it, or none
-- ever did.
alter table repository add column vanished_at timestamp with time zone;

create index repository_by_vanishing on repository (vanished_at);
