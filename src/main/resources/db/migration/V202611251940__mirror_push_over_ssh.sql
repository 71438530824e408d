-- Where a mirror is pushed to, as host keys name it: an approval finds by it who waits. It is null
-- where the push URL was entered before; those are of no host that has a key.
alter table mirror add push_host varchar(261);
create index mirror_by_push_host on mirror (push_host);

-- Whether pushing waits for what only a person can do.
alter table mirror add push_awaits_person boolean default false not null;
update mirror set push_awaits_person = true
  where push_consecutive_failures > 0
    and push_failure_kind in ('MOVED', 'HOST_KEY', 'BLOCKED_ADDRESS');
