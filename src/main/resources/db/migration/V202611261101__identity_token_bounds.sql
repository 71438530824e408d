-- Which configuration a token may read: patterns joined by commas, at most 50 of 100 characters.
alter table api_tokens add column config_sources varchar(5100);
alter table api_tokens add column config_applications varchar(5100);
