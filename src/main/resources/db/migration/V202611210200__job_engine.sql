-- Jobs, their items, and the namespaces by which a job is seen.

create table job (
    id              uuid                     not null primary key,
    kind            varchar(20)              not null,
    status          varchar(20)              not null,
    set_off_by      varchar(20)              not null,
    requested_by    varchar(200)             not null,
    requested_by_id uuid,
    parent_id       uuid,
    selection       varchar(1000)            not null,
    bulk            boolean                  not null,
    total           integer                  not null,
    pending         integer                  not null,
    running         integer                  not null,
    succeeded       integer                  not null,
    failed          integer                  not null,
    skipped         integer                  not null,
    cancelled       integer                  not null,
    -- succeeded items whose rows were not kept, since nothing had happened
    folded          integer                  not null,
    counters        varchar(2000)            not null,
    message         varchar(500),
    failure_kind    varchar(60),
    failure_detail  varchar(1000),
    -- set while the job excludes another of the same kind, requester and selection
    active_key      varchar(64),
    created_at      timestamp with time zone not null,
    started_at      timestamp with time zone,
    completed_at    timestamp with time zone,
    version         bigint                   not null,
    constraint job_active_key unique (active_key),
    constraint job_counts_add_up
        check (total = pending + running + succeeded + failed + skipped + cancelled),
    constraint job_counts_not_negative
        check (pending >= 0 and running >= 0 and succeeded >= folded and failed >= 0
               and skipped >= 0 and cancelled >= 0 and folded >= 0)
);

create index job_by_creation on job (created_at, id);
create index job_by_status on job (status, created_at);
create index job_by_kind on job (kind, created_at);
create index job_by_requester on job (requested_by, created_at);
create index job_by_completion on job (completed_at);

create table job_item (
    id             uuid          not null primary key,
    job_id         uuid          not null references job (id) on delete cascade,
    position       integer       not null,
    subject_type   varchar(20)   not null,
    subject_id     uuid          not null,
    subject_name   varchar(300)  not null,
    namespace_id   uuid          not null,
    host           varchar(255)  not null,
    status         varchar(20)   not null,
    result         varchar(500),
    failure_kind   varchar(60),
    failure_detail varchar(1000),
    attempts       integer       not null,
    attempt_log    varchar(4000),
    -- the key that the item wants while it runs, and the same key while the item holds it
    exclusive_key  varchar(200),
    active_key     varchar(200),
    -- the process that has taken the item, and how long its claim stands once there are several
    owner_node     varchar(100),
    lease_until    timestamp with time zone,
    started_at     timestamp with time zone,
    completed_at   timestamp with time zone,
    constraint job_item_active_key unique (active_key),
    constraint job_item_position unique (job_id, position)
);

create index job_item_by_status on job_item (job_id, status, host, position);
create index job_item_by_subject on job_item (subject_id, status);

create table job_namespace (
    job_id       uuid not null references job (id) on delete cascade,
    namespace_id uuid not null,
    primary key (job_id, namespace_id)
);
