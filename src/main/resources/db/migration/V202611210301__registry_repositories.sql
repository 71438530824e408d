-- Repositories that Sluice tracks, with the status columns by which lists are filtered and sorted.
create table repository (
  id               uuid                     not null primary key,
  namespace_id     uuid                     not null,
  owner            varchar(100)             not null,
  name             varchar(100)             not null,
  full_name_lower  varchar(201)             not null,
  search_text      varchar(4400)            not null,
  description      varchar(2000),
  visibility       varchar(10)              not null,
  clone_url        varchar(2048)            not null,
  host             varchar(255)             not null,
  forge            varchar(20)              not null,
  default_branch   varchar(512),
  mirror_enabled   boolean                  not null,
  mirror_status    varchar(10)              not null,
  mirror_result    varchar(10)              not null,
  mirror_job       varchar(36),
  last_job         varchar(36),
  last_attempt_at  timestamp with time zone,
  last_synced_at   timestamp with time zone,
  next_sync_at     timestamp with time zone,
  health_state     varchar(20)              not null,
  light            varchar(10)              not null,
  created_at       timestamp with time zone not null,
  updated_at       timestamp with time zone not null,
  version          bigint                   not null,
  constraint repository_full_name unique (full_name_lower)
);

create index repository_by_namespace on repository (namespace_id, full_name_lower);
create index repository_by_mirror_status on repository (mirror_status, full_name_lower);
create index repository_by_next_sync on repository (next_sync_at);
create index repository_by_last_synced on repository (last_synced_at);
create index repository_by_mirror_job on repository (mirror_job);
create index repository_by_forge on repository (forge, full_name_lower);
create index repository_by_created on repository (created_at);
create index repository_by_updated on repository (updated_at);

create table repository_tag (
  repository_id uuid        not null,
  tag           varchar(50) not null,
  primary key (repository_id, tag),
  constraint repository_tag_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index repository_tag_by_tag on repository_tag (tag, repository_id);
