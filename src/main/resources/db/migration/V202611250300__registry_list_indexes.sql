-- Lists of repositories, each order and each filter with an index that gives the first page without
-- a walk over the fleet. The id is what decides between equal times.
alter table repository add owner_lower varchar(100);
update repository set owner_lower = lower(owner);
alter table repository alter column owner_lower set not null;
create index repository_by_owner on repository (owner_lower, full_name_lower);

drop index repository_by_last_synced;
drop index repository_by_next_sync;
drop index repository_by_created;
drop index repository_by_updated;
create index repository_by_last_synced on repository (last_synced_at nulls last, id);
create index repository_by_last_synced_down on repository (last_synced_at desc nulls last, id);
create index repository_by_last_attempt on repository (last_attempt_at nulls last, id);
create index repository_by_last_attempt_down on repository (last_attempt_at desc nulls last, id);
create index repository_by_next_sync on repository (next_sync_at nulls last, id);
create index repository_by_next_sync_down on repository (next_sync_at desc nulls last, id);
create index repository_by_created on repository (created_at, id);
create index repository_by_created_down on repository (created_at desc, id);
create index repository_by_updated on repository (updated_at, id);
create index repository_by_updated_down on repository (updated_at desc, id);

create index repository_by_health on repository (health_state, full_name_lower);
create index repository_by_light on repository (light, full_name_lower);

-- These two hold all that a count by freshness or of what a member sees asks for, so that no row is
-- read for it.
create index repository_by_freshness
  on repository (mirror_enabled, mirror_result, last_synced_at, next_sync_at, id);
create index repository_by_visibility on repository (visibility, namespace_id, id);
