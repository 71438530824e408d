-- Lists that people brought, and what became of each entry.
create table import_list (
  id              uuid                     not null primary key,
  requested_by    varchar(200)             not null,
  requested_by_id uuid                     not null,
  created_at      timestamp with time zone not null
);

create index import_list_by_creation on import_list (created_at);

create table import_line (
  id            uuid         not null primary key,
  list_id       uuid         not null,
  entry         integer      not null,
  line          integer      not null,
  -- why it becomes no repository; null for one that does
  reason        varchar(30),
  detail        varchar(500),
  url           varchar(2048),
  upstream_key  varchar(64),
  namespace_id  uuid         not null,
  name          varchar(100),
  tags          varchar(1100),
  sync_interval varchar(200),
  mirror        boolean      not null,
  -- place among the mirrors of the list, by which first syncs are spread
  mirror_place  integer      not null,
  -- what it became, and by which job
  repository_id varchar(36),
  job_id        varchar(36),
  constraint import_line_list foreign key (list_id) references import_list (id) on delete cascade
);

create index import_line_by_list on import_line (list_id);
create index import_line_by_job on import_line (job_id, repository_id);

-- Imports after whose end a check of health is to follow that has not been started.
create table import_follow_up (
  job_id     uuid                     not null primary key,
  created_at timestamp with time zone not null
);
