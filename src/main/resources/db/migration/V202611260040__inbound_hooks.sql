-- Secrets by which webhooks of forges are known, of an account or of a repository; sealed.
create table hook_secret (
  id            uuid                     not null primary key,
  owner_id      uuid                     not null,
  sealed_secret varchar(1000)            not null,
  created_at    timestamp with time zone not null,
  constraint hook_secret_owner unique (owner_id)
);

-- Deliveries that were taken in, so that a replayed one is known.
create table hook_delivery (
  delivery_key varchar(64)              not null primary key,
  came_at      timestamp with time zone not null
);

create index hook_delivery_by_time on hook_delivery (came_at);

-- What webhooks ask for and no job has taken up yet; however many ask, it is one row.
create table hook_wish (
  repository_id uuid                     not null,
  kind          varchar(20)              not null,
  wished_at     timestamp with time zone not null,
  primary key (repository_id, kind),
  constraint hook_wish_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index hook_wish_by_time on hook_wish (wished_at);
