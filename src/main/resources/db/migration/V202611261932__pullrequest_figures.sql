-- All that the figures of open pull requests ask for, so that no row is read for them.
create index pull_request_figures on pull_request (state, light, mergeable, created_at, repository_id);

-- The oldest of many that were opened at one time is found by the id, without a look at the others.
drop index pull_request_by_creation;
create index pull_request_by_creation on pull_request (state, created_at, id);
