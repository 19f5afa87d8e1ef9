-- Which cluster this is: one row, made by the first silo.

CREATE TABLE mesos_cluster (
    only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    cluster_id text NOT NULL,
    service_id text NOT NULL,
    -- --cluster of the silo that was started last; for people.
    display_name text,
    -- The ID of the registry's log, once it was initialised: from then on a log that shows itself empty is not taken for a new one.
    log_id text,
    created timestamptz NOT NULL DEFAULT now()
);
