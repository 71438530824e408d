-- What lets Sluice in at upstreams, sealed by the vault; owned by a namespace or the installation.
create table credential (
  id            uuid                     not null primary key,
  owner_key     varchar(36)              not null,
  label         varchar(100)             not null,
  label_key     varchar(100)             not null,
  search_text   varchar(800)             not null,
  kind          varchar(20)              not null,
  host          varchar(261)             not null,
  username      varchar(255)             not null,
  sealed_secret varchar(40000)           not null,
  public_key    varchar(8000),
  fingerprint   varchar(100),
  expires_at    timestamp with time zone,
  created_at    timestamp with time zone not null,
  updated_at    timestamp with time zone not null,
  version       bigint                   not null,
  constraint credential_label unique (owner_key, label_key)
);

create index credential_by_label on credential (label_key);
create index credential_by_host on credential (host);
