-- The owner of a secret is a repository or an account, and takes its secret along when it goes.
alter table hook_secret add column repository_id uuid;
alter table hook_secret add column forge_account_id uuid;

update hook_secret set repository_id = owner_id
  where exists (select 1 from repository r where r.id = hook_secret.owner_id);
update hook_secret set forge_account_id = owner_id
  where exists (select 1 from forge_account a where a.id = hook_secret.owner_id);
delete from hook_secret where repository_id is null and forge_account_id is null;

alter table hook_secret drop constraint hook_secret_owner;
alter table hook_secret drop column owner_id;
alter table hook_secret add constraint hook_secret_of_repository unique (repository_id);
alter table hook_secret add constraint hook_secret_of_account unique (forge_account_id);
alter table hook_secret add constraint hook_secret_repository
  foreign key (repository_id) references repository (id) on delete cascade;
alter table hook_secret add constraint hook_secret_account
  foreign key (forge_account_id) references forge_account (id) on delete cascade;
