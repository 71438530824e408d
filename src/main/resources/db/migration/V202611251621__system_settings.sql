-- Settings that administrators have changed at run time; the environment gives all others.
create table changed_setting (
  setting_key   varchar(60)              not null primary key,
  setting_value varchar(200)             not null,
  changed_by    varchar(100)             not null,
  changed_at    timestamp with time zone not null
);
