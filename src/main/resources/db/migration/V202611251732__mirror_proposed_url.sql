-- Where an upstream says that it has moved for good, until somebody takes it over.
alter table mirror add proposed_url varchar(2048);
