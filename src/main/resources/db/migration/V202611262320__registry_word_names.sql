-- Beside each word stands the name of what has it, so that these are found in the order of names, as
-- the repositories of a tag are. The key is in that order; a table written anew is smaller than one of
-- which each row was changed.
create table named_word (
  word            varchar(80)             not null,
  full_name_lower varchar(201) default '' not null,
  repository_id   uuid                    not null,
  constraint repository_word_key primary key (word, full_name_lower, repository_id)
);

insert into named_word (word, full_name_lower, repository_id)
  select w.word, r.full_name_lower, w.repository_id
  from repository_word w join repository r on r.id = w.repository_id
  order by w.word, r.full_name_lower, w.repository_id;

drop table repository_word;
alter table named_word rename to repository_word;
alter table repository_word add constraint repository_word_repository
  foreign key (repository_id) references repository (id) on delete cascade;
create index repository_word_by_repository on repository_word (repository_id);
