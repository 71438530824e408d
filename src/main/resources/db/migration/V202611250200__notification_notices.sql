-- What was announced in a transaction and is not told yet.
create table notice_announced (
  id              uuid                     not null primary key,
  topic           varchar(60)              not null,
  severity        varchar(20)              not null,
  subject         varchar(300)             not null,
  detail          varchar(1000)            not null,
  link            varchar(600),
  namespace_id    uuid,
  transition_key  varchar(200)             not null,
  happened_at     timestamp with time zone not null
);

-- What was told: one row for each transition.
create table notice (
  id              uuid                     not null primary key,
  topic           varchar(60)              not null,
  severity        varchar(20)              not null,
  subject         varchar(300)             not null,
  detail          varchar(1000)            not null,
  link            varchar(600),
  namespace_id    uuid,
  transition_key  varchar(200)             not null,
  happened_at     timestamp with time zone not null,
  search_text     varchar(1400)            not null,
  constraint notice_transition unique (transition_key)
);

create index notice_by_time on notice (happened_at, id);
create index notice_by_topic on notice (topic, happened_at, id);
create index notice_by_severity on notice (severity, happened_at, id);
create index notice_by_subject on notice (subject, id);
create index notice_by_namespace on notice (namespace_id, happened_at, id);

-- What a user has read: all up to one notice, and single ones after it.
create table notice_reader (
  user_id       uuid not null primary key,
  read_through  uuid not null,
  constraint notice_reader_user foreign key (user_id) references users (id) on delete cascade
);

create table notice_read (
  user_id    uuid not null,
  notice_id  uuid not null,
  primary key (user_id, notice_id),
  constraint notice_read_user foreign key (user_id) references users (id) on delete cascade,
  constraint notice_read_notice foreign key (notice_id) references notice (id) on delete cascade
);

create index notice_read_by_notice on notice_read (notice_id);

create table notification_channel (
  id                     uuid                     not null primary key,
  name                   varchar(100)             not null,
  name_key               varchar(100)             not null,
  kind                   varchar(20)              not null,
  enabled                boolean                  not null,
  topics                 varchar(2000)            not null,
  minimum_severity       varchar(20)              not null,
  namespace_id           uuid,
  recipients             varchar(6000)            not null,
  url                    varchar(2048),
  secret                 varchar(400),
  previous_secret        varchar(400),
  previous_secret_until  timestamp with time zone,
  last_attempt_at        timestamp with time zone,
  last_outcome           varchar(20),
  last_detail            varchar(300),
  created_at             timestamp with time zone not null,
  updated_at             timestamp with time zone not null,
  version                bigint                   not null,
  constraint notification_channel_name unique (name_key)
);

create index notification_channel_by_namespace on notification_channel (namespace_id);

-- One notice for one channel; those that go out together share their delivery.
create table notification_message (
  id               uuid                     not null primary key,
  channel_id       uuid                     not null,
  notice_id        uuid                     not null,
  delivery_id      uuid                     not null,
  bundled          boolean                  not null,
  status           varchar(20)              not null,
  attempts         integer                  not null,
  next_attempt_at  timestamp with time zone,
  last_attempt_at  timestamp with time zone,
  constraint notification_message_once unique (channel_id, notice_id),
  constraint notification_message_channel foreign key (channel_id) references notification_channel (id) on delete cascade,
  constraint notification_message_notice foreign key (notice_id) references notice (id) on delete cascade
);

-- What is settled has no next attempt, so these hold little more than what is still to be sent.
create index notification_message_due on notification_message (next_attempt_at, channel_id);
create index notification_message_by_state on notification_message (channel_id, status, attempts, id);
create index notification_message_by_delivery on notification_message (delivery_id);
create index notification_message_by_attempt on notification_message (channel_id, last_attempt_at);
create index notification_message_by_notice on notification_message (notice_id);
