-- How a mirror stands with its upstream, and why its next sync is when it is, as a code with
-- details in place of words.
alter table mirror add backed_off integer default 0 not null;
alter table mirror add refused_as varchar(30);
alter table mirror add refusals integer default 0 not null;
alter table mirror add disabled boolean default false not null;
alter table mirror add announced boolean default false not null;
alter table mirror add last_changed_at timestamp with time zone;
alter table mirror add next_sync_code varchar(30) default 'INTERVAL' not null;
alter table mirror add next_sync_details varchar(600);
alter table mirror drop column next_sync_reason;
update mirror set backed_off = consecutive_failures;
update mirror set next_sync_code = 'FIRST_SYNC' where digest is null;

-- Hosts that did not answer of late, or asked to wait; a host that answers has no row.
create table upstream_host (
  host            varchar(255)             not null primary key,
  failed_runs     integer                  not null,
  failed_mirrors  varchar(200)             not null,
  silent_since    timestamp with time zone,
  opened_at       timestamp with time zone,
  probes          integer                  not null,
  next_probe_at   timestamp with time zone,
  probe_id        varchar(36),
  wait_until      timestamp with time zone,
  waits           integer                  not null,
  failure_kind    varchar(30),
  failure_message varchar(1000),
  failed_at       timestamp with time zone
);

create index repository_by_host on repository (host, next_sync_at);
