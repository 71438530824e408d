-- A timer asks which tokens have just expired.
create index api_tokens_expires_at on api_tokens (expires_at);
