-- Lists that walk over what meets a condition in the order that they show, however many meet it.
--
-- What is not mirrored is led to by a column of its own, null for all that is: an index must not
-- begin with what nearly every row has.
alter table repository add column unmirrored integer;
update repository set unmirrored = 1 where mirror_enabled = false;
create index repository_by_unmirrored on repository (unmirrored, full_name_lower);
create index repository_by_unmirrored_synced
  on repository (unmirrored, last_synced_at nulls last, id);
create index repository_by_unmirrored_synced_down
  on repository (unmirrored, last_synced_at desc nulls last, id);

-- With the forge and the id it answers for both conditions at once, without a look at the rows.
drop index repository_by_mirror_status;
create index repository_by_mirror_status on repository (mirror_status, full_name_lower, id, forge);
create index repository_by_status_synced
  on repository (mirror_status, last_synced_at nulls last, id);
create index repository_by_status_synced_down
  on repository (mirror_status, last_synced_at desc nulls last, id);

-- Beside each tag stands the name of what has it, so that these are found in the order of names.
alter table repository_tag add column full_name_lower varchar(201) default '' not null;
update repository_tag
  set full_name_lower =
    (select r.full_name_lower from repository r where r.id = repository_tag.repository_id);
drop index repository_tag_by_tag;
create index repository_tag_by_tag on repository_tag (tag, full_name_lower, repository_id);
