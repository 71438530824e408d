-- Keys by which SSH hosts showed themselves, or are expected to.
create table host_key (
  id            uuid                     not null primary key,
  host          varchar(261)             not null,
  algorithm     varchar(50)              not null,
  key_text      varchar(4000)            not null,
  fingerprint   varchar(60)              not null,
  status        varchar(20)              not null,
  first_seen_at timestamp with time zone not null,
  approved_by   varchar(100),
  approved_at   timestamp with time zone,
  revoked_by    varchar(100),
  revoked_at    timestamp with time zone,
  version       bigint                   not null,
  constraint host_key_of_host unique (host, fingerprint)
);

create index host_key_by_status on host_key (status, host);
