-- Filters of lists that people keep under a name of their own.
create table saved_filter (
  id          uuid                     not null primary key,
  user_id     uuid                     not null,
  list_name   varchar(20)              not null,
  name        varchar(100)             not null,
  name_key    varchar(100)             not null,
  -- the part of an address behind the question mark; empty for no filter at all
  list_query  varchar(2000)            not null,
  created_at  timestamp with time zone not null,
  updated_at  timestamp with time zone not null,
  version     bigint                   not null,
  constraint saved_filter_name unique (user_id, list_name, name_key),
  constraint saved_filter_user foreign key (user_id) references users (id) on delete cascade
);
