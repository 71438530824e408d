-- The list of all subscribers by name, a page at a time.
create index subscriber_by_name on subscriber (name_key, id);
