-- URLs that are told when a configuration source serves another commit.
create table config_listener (
  id              uuid                     not null primary key,
  source_id       uuid                     not null,
  url             varchar(2048)            not null,
  -- sealed
  secret          varchar(1000)            not null,
  enabled         boolean                  not null,
  -- the commit that it was told last, or that the source had when it was added; null if none
  told_commit     varchar(64),
  -- time of the newest change that it has been told, or is to be told
  heard_at        timestamp with time zone not null,
  -- null if there is nothing to tell
  next_attempt_at timestamp with time zone,
  failures        integer                  not null,
  last_attempt_at timestamp with time zone,
  last_taken      boolean                  not null,
  last_detail     varchar(300),
  created_at      timestamp with time zone not null,
  constraint config_listener_source foreign key (source_id) references config_source (id) on delete cascade
);

create index config_listener_by_source on config_listener (source_id, created_at);
create index config_listener_due on config_listener (next_attempt_at);
