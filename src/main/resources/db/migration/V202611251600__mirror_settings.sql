-- How a mirror is to be kept: when it is synced, which refs and changes are taken, where it is
-- pushed on to.
alter table mirror add cron varchar(100);
alter table mirror add time_zone varchar(60);
alter table mirror add adaptive boolean default false not null;
alter table mirror add direction varchar(20) default 'UPSTREAM' not null;
alter table mirror add push_url varchar(2048);
alter table mirror add push_credential_id varchar(36);
alter table mirror add change_policy varchar(20) default 'FOLLOW' not null;
alter table mirror add ref_include varchar(4100);
alter table mirror add ref_exclude varchar(4100);
alter table mirror add size_limit_bytes bigint;

alter table repository add credential_id varchar(36);
create index repository_by_credential on repository (credential_id);
create index mirror_by_push_credential on mirror (push_credential_id);
