-- PostgreSQL keeps a hundred of the most frequent values and a hundred bounds of a column, and of
-- long texts reads them anew from a table beside its statistics for each statement that it plans,
-- which takes longer than most of these statements. Lists look themselves whether many meet a
-- condition, so a fifth will do.
alter table repository alter column name set statistics 20;
alter table repository alter column owner set statistics 20;
alter table repository alter column owner_lower set statistics 20;
alter table repository alter column full_name_lower set statistics 20;
alter table repository alter column search_text set statistics 20;
alter table repository_tag alter column tag set statistics 20;
alter table repository_tag alter column full_name_lower set statistics 20;
alter table repository_tag alter column repository_id set statistics 20;
alter table repository_word alter column word set statistics 20;
alter table repository_word alter column full_name_lower set statistics 20;
alter table repository_word alter column repository_id set statistics 20;
alter table repository alter column id set statistics 20;
alter table search_letters alter column letters set statistics 20;
alter table search_letters alter column word set statistics 20;

-- Before it is analysed by itself a table that hardly changes would keep what it has. An empty one
-- is left alone: PostgreSQL takes a table that nobody analysed for larger than it is, but one that
-- was empty then for empty, and goes on to read all of it while it fills.
do $$
begin
  if exists (select 1 from repository) then
    analyze repository;
  end if;
  if exists (select 1 from repository_tag) then
    analyze repository_tag;
  end if;
  if exists (select 1 from repository_word) then
    analyze repository_word;
  end if;
  if exists (select 1 from search_letters) then
    analyze search_letters;
  end if;
end
$$;
