-- A list that a forge told: repositories of it are at that forge and are asked about by its account.
alter table import_list add column forge varchar(20);
alter table import_list add column forge_account_id varchar(36);
