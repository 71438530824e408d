create table users (
  id uuid not null primary key,
  name varchar(100) not null,
  name_key varchar(100) not null,
  display_name varchar(200),
  email varchar(254),
  admin_role varchar(20) not null,
  status varchar(20) not null,
  password_hash varchar(400) not null,
  session_epoch bigint not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  last_signed_in_at timestamp with time zone,
  version bigint not null,
  constraint users_name_key unique (name_key)
);

create index users_admin_role on users (admin_role, status);
create index users_created_at on users (created_at);

create table namespaces (
  id uuid not null primary key,
  name varchar(100) not null,
  name_key varchar(100) not null,
  kind varchar(20) not null,
  description varchar(500),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version bigint not null,
  constraint namespaces_name_key unique (name_key)
);

create index namespaces_created_at on namespaces (created_at);

create table members (
  id uuid not null primary key,
  namespace_id uuid not null,
  user_id uuid not null,
  member_role varchar(20) not null,
  created_at timestamp with time zone not null,
  version bigint not null,
  constraint members_namespace_user unique (namespace_id, user_id),
  constraint members_namespace foreign key (namespace_id) references namespaces (id),
  constraint members_user foreign key (user_id) references users (id)
);

create index members_user_id on members (user_id);

create table api_tokens (
  id uuid not null primary key,
  user_id uuid not null,
  name varchar(100) not null,
  name_key varchar(100) not null,
  token_hash varchar(64) not null,
  hint varchar(20) not null,
  scopes varchar(200) not null,
  limited_to varchar(2000),
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_tokens_token_hash unique (token_hash),
  constraint api_tokens_user_name unique (user_id, name_key),
  constraint api_tokens_user foreign key (user_id) references users (id)
);
