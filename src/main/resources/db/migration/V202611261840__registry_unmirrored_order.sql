-- H2 takes each column of an index for a cost, and an order that agrees for a gain: with two columns
-- the order of names costs as little as that of the last sync with three, and of two alike it takes
-- the older. With the id, by which each order ends, each order has its own.
drop index repository_by_unmirrored;
create index repository_by_unmirrored on repository (unmirrored, full_name_lower, id);
