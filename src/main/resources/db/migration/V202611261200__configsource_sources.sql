-- Configuration sources: mirrored repositories from which configuration is served.
create table config_source (
  id              uuid                     not null primary key,
  name            varchar(100)             not null,
  name_key        varchar(100)             not null,
  repository_id   uuid                     not null,
  -- null for the branch that HEAD names
  default_label   varchar(255),
  -- one a line; null for the root alone
  search_paths    varchar(10100),
  -- globs of the applications that it answers for, one a line
  applications    varchar(10100)           not null,
  -- of two that answer for an application, the one of the lower rank does
  source_rank     integer                  not null,
  interval_s      bigint                   not null,
  max_staleness_s bigint                   not null,
  retry_on_error  boolean                  not null,
  max_retries     integer                  not null,
  created_at      timestamp with time zone not null,
  updated_at      timestamp with time zone not null,
  version         bigint                   not null,
  -- how following stands; written by rounds
  current_commit  varchar(64),
  current_label   varchar(255),
  last_refresh_at timestamp with time zone,
  last_attempt_at timestamp with time zone,
  error_kind      varchar(40),
  error_detail    varchar(500),
  refresh_count   bigint                   not null,
  failures        integer                  not null,
  last_change_at  timestamp with time zone,
  next_refresh_at timestamp with time zone not null,
  constraint config_source_name unique (name_key),
  constraint config_source_repository foreign key (repository_id) references repository (id)
);

create index config_source_by_repository on config_source (repository_id);

-- Each time that the default label of a source named another commit.
create table config_change (
  id           uuid                     not null primary key,
  source_id    uuid                     not null,
  changed_at   timestamp with time zone not null,
  label        varchar(255)             not null,
  old_commit   varchar(64),
  -- null if the label is gone
  new_commit   varchar(64),
  -- whether the new commit does not descend from the old one
  forced       boolean                  not null,
  -- the first of the paths that differ, one a line; null if none, or if they are not known
  paths        varchar(32000),
  path_count   integer                  not null,
  -- applications that they are about, one a line; null for none
  applications varchar(8000),
  constraint config_change_source foreign key (source_id) references config_source (id) on delete cascade
);

create index config_change_by_source on config_change (source_id, changed_at);
