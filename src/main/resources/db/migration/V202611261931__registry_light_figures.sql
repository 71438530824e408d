-- All that the figures of repositories ask for, so that no row is read for them. It begins with
-- what no list asks for: no index of a list is to have a rival.
create index repository_figures on repository (last_refreshed_at, light, namespace_id, visibility);
