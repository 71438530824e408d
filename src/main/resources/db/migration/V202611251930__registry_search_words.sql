-- Parts of words by which a repository is found without a walk over the fleet: each three letters
-- in a row lead to the words that hold them, and a word to the repositories that have it. A word's
-- letters are written when it is first used; two writers that meet may both write them, which
-- harms nobody, so nobody waits for another.
create table search_letters (
  letters  varchar(6)               not null,
  word     varchar(80)              not null,
  added_at timestamp with time zone not null
);

create index search_letters_by_letters on search_letters (letters, word);
create index search_letters_by_word on search_letters (word);

create table repository_word (
  word          varchar(80) not null,
  repository_id uuid        not null,
  primary key (word, repository_id),
  constraint repository_word_repository foreign key (repository_id) references repository (id) on delete cascade
);

create index repository_word_by_repository on repository_word (repository_id);
