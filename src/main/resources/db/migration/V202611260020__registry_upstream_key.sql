-- What all spellings of a repository's upstream have in common, by which it is found. Two teams may
-- follow one upstream, so it is not unique. What is there already gets its key by the next step.
alter table repository add column upstream_key varchar(64) default '' not null;

create index repository_by_upstream_key on repository (upstream_key);
