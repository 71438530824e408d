-- What health checks found of a repository, and what its forge told of it when it last could.
create table health_check (
  repository_id     uuid                     not null primary key,
  state             varchar(20)              not null,
  detail            varchar(500),
  misses            integer                  not null,
  remote_id         varchar(100),
  remote_name       varchar(512),
  moved_to          varchar(2048),
  checked_at        timestamp with time zone not null,
  told_at           timestamp with time zone,
  web_url           varchar(2048),
  description       varchar(2000),
  topics            varchar(4000)            not null,
  languages         varchar(2000)            not null,
  licence           varchar(100),
  stars             bigint,
  forks             bigint,
  watchers          bigint,
  open_issues       bigint,
  size_bytes        bigint,
  default_branch    varchar(512),
  visibility        varchar(20),
  archived          boolean                  not null,
  fork_of           varchar(512),
  remote_created_at timestamp with time zone,
  remote_updated_at timestamp with time zone,
  pushed_at         timestamp with time zone,
  constraint health_check_repository foreign key (repository_id) references repository (id) on delete cascade
);

-- Each change of what was found; the newest says what is.
create table health_change (
  id            uuid                     not null primary key,
  repository_id uuid                     not null,
  before_state  varchar(20)              not null,
  after_state   varchar(20)              not null,
  detail        varchar(500),
  changed_at    timestamp with time zone not null,
  constraint health_change_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index health_change_by_repository on health_change (repository_id, changed_at);
create index health_change_by_time on health_change (changed_at);

-- What a scan was asked to leave out; only for jobs that leave something out.
create table health_scan (
  job_id      uuid                     not null primary key,
  skip_since  timestamp with time zone not null,
  started_at  timestamp with time zone not null
);

create index repository_by_health_check on repository (health_checked_at);
