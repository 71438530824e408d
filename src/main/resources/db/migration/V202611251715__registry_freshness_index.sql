-- An index must not begin with what nearly every row has: H2 takes it for an equality, and the
-- timer's question walked all mirrors through it instead of those that are due. This one still
-- holds all that a count by freshness asks for.
drop index repository_by_freshness;
create index repository_by_freshness
  on repository (mirror_result, mirror_enabled, last_synced_at, next_sync_at, id);
