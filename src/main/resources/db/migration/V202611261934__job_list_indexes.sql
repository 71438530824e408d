-- The items of a job by their states, in their order.
create index job_item_by_state on job_item (job_id, status, position);

-- All that the figures of a day ask for, so that no row is read for them.
drop index job_by_completion;
create index job_by_completion on job (completed_at, succeeded, failed);
