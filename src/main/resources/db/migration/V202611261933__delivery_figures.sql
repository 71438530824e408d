-- All that the figures of a subscriber ask for, so that no row is read for them.
create index subscription_figures on subscription (subscriber_id, status, files_total);
