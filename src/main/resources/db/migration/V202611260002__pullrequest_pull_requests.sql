-- Pull requests as they were last seen, with what their lights follow from.
create table pull_request (
  id                uuid                     not null primary key,
  repository_id     uuid                     not null,
  number            bigint                   not null,
  state             varchar(10)              not null,
  title             varchar(1000)            not null,
  search_text       varchar(1600)            not null,
  author            varchar(255),
  bot               boolean                  not null,
  web_url           varchar(2048),
  source_branch     varchar(512)             not null,
  source_repository varchar(512),
  target_branch     varchar(512)             not null,
  head_sha          varchar(64)              not null,
  draft             boolean                  not null,
  mergeable         varchar(10)              not null,
  light             varchar(10)              not null,
  light_reason      varchar(600)             not null,
  light_sha         varchar(64)              not null,
  known_light       varchar(10),
  known_at          timestamp with time zone,
  checks            varchar(200000)          not null,
  checks_at         timestamp with time zone,
  reviews           varchar(50000)           not null,
  reviews_at        timestamp with time zone,
  labels            varchar(10000)           not null,
  digest            varchar(64)              not null,
  created_at        timestamp with time zone not null,
  updated_at        timestamp with time zone not null,
  observed_at       timestamp with time zone not null,
  ended_at          timestamp with time zone,
  constraint pull_request_number unique (repository_id, number),
  constraint pull_request_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index pull_request_by_state on pull_request (state, updated_at);
create index pull_request_by_light on pull_request (state, light, updated_at);
create index pull_request_by_creation on pull_request (state, created_at);
create index pull_request_by_author on pull_request (author, state);
create index pull_request_by_end on pull_request (ended_at);

create table pull_request_label (
  pull_request_id uuid         not null,
  label           varchar(200) not null,
  primary key (pull_request_id, label),
  constraint pull_request_label_of foreign key (pull_request_id) references pull_request (id) on delete cascade
);

create index pull_request_label_by_label on pull_request_label (label, pull_request_id);

-- How the refreshes of a repository went; a row only for what was tried.
create table refresh_standing (
  repository_id   uuid         not null primary key,
  failures        integer      not null,
  failure_kind    varchar(40),
  failure_detail  varchar(500),
  missing         varchar(200),
  constraint refresh_standing_repository foreign key (repository_id) references repository (id) on delete cascade
);
