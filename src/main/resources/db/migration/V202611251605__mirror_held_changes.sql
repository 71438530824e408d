-- Changes of refs that a sync did not take, and what somebody decided on them. One row a ref: the
-- latest that the upstream has. Names may be long, so their hash is the key.
create table held_change (
  id            uuid                     not null primary key,
  repository_id uuid                     not null,
  ref_key       varchar(64)              not null,
  ref_name      varchar(3000)            not null,
  old_id        varchar(40),
  new_id        varchar(40),
  change_type   varchar(20)              not null,
  reason        varchar(20)              not null,
  verdict       varchar(20)              not null,
  held_at       timestamp with time zone not null,
  decided_at    timestamp with time zone,
  decided_by    varchar(100),
  constraint held_change_ref unique (repository_id, ref_key),
  constraint held_change_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index held_change_by_verdict on held_change (repository_id, verdict, held_at);

-- Changes that wait for a decision, refs that differ by the policy or by a decision, and names that
-- cannot be mirrored.
alter table mirror add held_changes integer default 0 not null;
alter table mirror add diverged_refs integer default 0 not null;
alter table mirror add left_out_refs integer default 0 not null;
alter table mirror add left_out varchar(2000);
