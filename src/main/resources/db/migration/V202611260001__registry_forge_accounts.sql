-- Accounts at forges, and what a repository's list row tells of its refreshes and health checks.
create table forge_account (
  id                uuid                     not null primary key,
  label             varchar(100)             not null,
  label_key         varchar(100)             not null,
  forge             varchar(20)              not null,
  base_url          varchar(2048)            not null,
  clone_host        varchar(261)             not null,
  login             varchar(255)             not null,
  entered_login     varchar(255)             not null,
  sealed_token      varchar(40000)           not null,
  token_number      bigint                   not null,
  scopes            varchar(2000)            not null,
  status            varchar(20)              not null,
  status_detail     varchar(500),
  default_key       varchar(300),
  expires_at        timestamp with time zone,
  last_validated_at timestamp with time zone,
  created_at        timestamp with time zone not null,
  updated_at        timestamp with time zone not null,
  version           bigint                   not null,
  constraint forge_account_label unique (label_key),
  constraint forge_account_default unique (default_key)
);

create index forge_account_by_expiry on forge_account (expires_at);

alter table repository add column forge_account_id varchar(36);
alter table repository add column light_reason varchar(600);
alter table repository add column light_at timestamp with time zone;
alter table repository add column last_refreshed_at timestamp with time zone;
alter table repository add column last_refresh_attempt_at timestamp with time zone;
alter table repository add column next_refresh_at timestamp with time zone;
alter table repository add column refresh_job varchar(36);
alter table repository add column refresh_interval varchar(20);
alter table repository add column health_checked_at timestamp with time zone;
alter table repository add column health_last_known varchar(20);

create index repository_by_forge_account on repository (forge_account_id);
create index repository_by_next_refresh on repository (next_refresh_at);
create index repository_by_last_refreshed on repository (last_refreshed_at);
create index repository_by_refresh_job on repository (refresh_job);

-- Never scanned is UNCHECKED; what has no forge has no pull requests that could light up.
update repository set health_state = 'UNCHECKED' where health_state = 'UNKNOWN';
update repository set light = 'NONE' where forge = 'PLAIN';
