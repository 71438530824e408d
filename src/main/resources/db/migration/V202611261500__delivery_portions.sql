-- Messages that are written down together before the first of them is sent. They get rows of their
-- own once something became of them; the portion goes with the last of them.
create table delivery_portion (
  subscription_id uuid   not null,
  first_sequence  bigint not null,
  last_sequence   bigint not null,
  -- packed, in the order in which they are sent
  messages        bytea  not null,
  constraint delivery_portion_key primary key (subscription_id, first_sequence),
  constraint delivery_portion_subscription foreign key (subscription_id) references subscription (id) on delete cascade
);
