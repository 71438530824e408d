-- What the subscriber was told of the generation, beside its other figures: to look for it among all
-- messages took longer the more had been sent.
-- generation of which snapshot.started was written down last; 0 for none
alter table subscription add column announced_generation integer default 0 not null;
-- commit of which the receiver has taken the generation's snapshot.completed; null if it has none
alter table subscription add column completed_commit varchar(64);

update subscription set announced_generation = generation
where exists (select 1 from delivery d where d.subscription_id = subscription.id
  and d.event = 'snapshot.started' and d.generation = subscription.generation
  and d.status <> 'CANCELLED');

update subscription set completed_commit = target_commit
where exists (select 1 from delivery d where d.subscription_id = subscription.id
  and d.event = 'snapshot.completed' and d.generation = subscription.generation
  and d.commit_id = subscription.target_commit and d.status = 'DELIVERED');
