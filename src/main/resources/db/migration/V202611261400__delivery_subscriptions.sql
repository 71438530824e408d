-- Client apps that receive files.
create table subscriber (
  id                 uuid                     not null primary key,
  namespace_id       uuid                     not null,
  name               varchar(100)             not null,
  name_key           varchar(100)             not null,
  -- null for one that only pulls
  endpoint_url       varchar(2048),
  contact            varchar(200),
  -- sealed; while a secret is rotated both sign
  secret             varchar(1000)            not null,
  former_secret      varchar(1000),
  former_until       timestamp with time zone,
  status             varchar(20)              not null,
  status_reason      varchar(300),
  -- messages a second; null for no limit
  rate_limit         integer,
  -- connections and 5xx in a row that failed
  breaker_failures   integer                  not null,
  breaker_open_until timestamp with time zone,
  breaker_reason     varchar(300),
  -- until when it asked to be left alone (429, 503)
  resting_until      timestamp with time zone,
  created_at         timestamp with time zone not null,
  updated_at         timestamp with time zone not null,
  version            bigint                   not null,
  constraint subscriber_name unique (namespace_id, name_key),
  constraint subscriber_namespace foreign key (namespace_id) references namespaces (id)
);

-- What a subscriber receives of one repository, and how that stands.
create table subscription (
  id               uuid                     not null primary key,
  subscriber_id    uuid                     not null,
  repository_id    uuid                     not null,
  -- null for the branch that HEAD names
  branch           varchar(255),
  -- globs, one a line
  include_globs    varchar(10100)           not null,
  exclude_globs    varchar(10100),
  status           varchar(20)              not null,
  generation       integer                  not null,
  -- a file of an older generation is sent again
  floor_generation integer                  not null,
  -- the floor to which a cancelled re-sync goes back
  former_floor     integer                  not null,
  -- the job that began the generation; null once it has ended
  resync_job       uuid,
  -- whether snapshot.started was planned and snapshot.completed was not
  snapshot_open    boolean                  not null,
  target_commit    varchar(64),
  delivered_commit varchar(64),
  -- digest of the mirror's refs when the target was chosen
  seen_digest      varchar(64),
  next_sequence    bigint                   not null,
  -- of the target: its files, and those that have arrived
  files_total      integer                  not null,
  files_delivered  integer                  not null,
  files_open       integer                  not null,
  files_refused    integer                  not null,
  retry_count      integer                  not null,
  error_kind       varchar(40),
  error_detail     varchar(500),
  -- the last failed sync of which the subscriber was told; null once it is well
  told_failure     varchar(40),
  -- null if nothing is known that must be done
  next_run_at      timestamp with time zone,
  last_delivered_at timestamp with time zone,
  created_at       timestamp with time zone not null,
  updated_at       timestamp with time zone not null,
  version          bigint                   not null,
  constraint subscription_once unique (subscriber_id, repository_id),
  constraint subscription_subscriber foreign key (subscriber_id) references subscriber (id) on delete cascade,
  constraint subscription_repository foreign key (repository_id) references repository (id)
);

create index subscription_by_repository on subscription (repository_id);
create index subscription_due on subscription (next_run_at);

-- What has arrived, as the subscriber has it.
create table delivered_file (
  subscription_id uuid                     not null,
  -- the bytes of the path, by which trees are sorted too
  path_key        bytea                    not null,
  blob_id         varchar(64)              not null,
  mode            varchar(6)               not null,
  size_bytes      bigint                   not null,
  sha256          varchar(64)              not null,
  generation      integer                  not null,
  delivered_at    timestamp with time zone not null,
  constraint delivered_file_key primary key (subscription_id, path_key),
  constraint delivered_file_subscription foreign key (subscription_id) references subscription (id) on delete cascade
);

-- Messages: those that are under way, and what became of others.
create table delivery (
  id              uuid                     not null primary key,
  subscription_id uuid                     not null,
  sequence        bigint                   not null,
  generation      integer                  not null,
  event           varchar(30)              not null,
  -- null if it is about no file
  path_key        bytea,
  -- the path again while the message is under way or refused, so that there is one of a path
  open_key        bytea,
  commit_id       varchar(64),
  blob_id         varchar(64),
  mode            varchar(6),
  -- known once it was sent
  size_bytes      bigint,
  sha256          varchar(64),
  previous_sha256 varchar(64),
  -- of snapshot.started: number of files
  file_count      integer,
  status          varchar(20)              not null,
  attempts        integer                  not null,
  -- attempts in a row that the receiver refused
  refusals        integer                  not null,
  chunks_taken    integer                  not null,
  next_attempt_at timestamp with time zone,
  -- of the last attempt
  attempted_at    timestamp with time zone,
  http_status     integer,
  latency_ms      integer,
  failure_kind    varchar(40),
  -- the beginning of the answer, or why there was none
  answer          varchar(1100),
  created_at      timestamp with time zone not null,
  ended_at        timestamp with time zone,
  constraint delivery_sequence unique (subscription_id, sequence),
  constraint delivery_open unique (subscription_id, open_key),
  constraint delivery_subscription foreign key (subscription_id) references subscription (id) on delete cascade
);

create index delivery_by_status on delivery (subscription_id, status, sequence);

-- Attempts that another one followed; the last is in the delivery's own row.
create table delivery_attempt (
  delivery_id  uuid                     not null,
  attempt      integer                  not null,
  attempted_at timestamp with time zone not null,
  http_status  integer,
  latency_ms   integer,
  failure_kind varchar(40),
  answer       varchar(1100),
  constraint delivery_attempt_key primary key (delivery_id, attempt),
  constraint delivery_attempt_delivery foreign key (delivery_id) references delivery (id) on delete cascade
);
