-- Lists that begin with the worst light: the names of lights are in no order that means anything.
alter table repository add column light_rank integer default 4 not null;
update repository
  set light_rank =
    case light when 'RED' then 0 when 'UNKNOWN' then 1 when 'YELLOW' then 2 when 'GREEN' then 3 else 4 end;
create index repository_by_light_rank on repository (light_rank, full_name_lower);
