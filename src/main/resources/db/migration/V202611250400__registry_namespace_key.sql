-- A repository lies in a namespace that there is.
--
-- An addition that met a deletion may have left repositories whose namespace is gone. Each such
-- namespace is made anew, without members, so that only administrators find what lies in it: under
-- the name that its repositories bear if nobody else has that now, else under one of its own.

insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)
select r.namespace_id, min(r.owner), lower(min(r.owner)), 'TEAM',
       current_timestamp, current_timestamp, 0
from repository r
where not exists (select 1 from namespaces n
                  where n.id = r.namespace_id or n.name_key = lower(r.owner))
  and not exists (select 1 from repository other
                  where lower(other.owner) = lower(r.owner)
                    and other.namespace_id <> r.namespace_id)
group by r.namespace_id;

insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)
select distinct r.namespace_id,
       'lost-' || cast(r.namespace_id as varchar(36)), 'lost-' || cast(r.namespace_id as varchar(36)),
       'TEAM', current_timestamp, current_timestamp, 0
from repository r
where not exists (select 1 from namespaces n where n.id = r.namespace_id);

alter table repository
  add constraint repository_namespace foreign key (namespace_id) references namespaces (id);
