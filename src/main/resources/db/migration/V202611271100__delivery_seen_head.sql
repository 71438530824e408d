-- The branch that HEAD named when a subscription was aimed: it moves without any ref moving.
alter table subscription add column seen_head varchar(512);
