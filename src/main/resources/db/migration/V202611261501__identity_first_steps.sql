-- When somebody had seen enough of the first steps; the console shows them until then.
alter table users add column first_steps_ended_at timestamp with time zone;
