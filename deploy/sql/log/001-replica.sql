-- One replica of a replicated log for each name: a Paxos acceptor's memory. What the columns mean stands in Grains/Log/ReplicaMetadata.cs and
-- Grains/Log/PositionRow.cs; what is written here was decided there.

CREATE TABLE log_replica (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    -- The server, timeline, database and table in which the row was written last: a copy elsewhere is not this replica.
    place text NOT NULL,
    number bigint NOT NULL,
    incarnation uuid NOT NULL,
    -- 1 VOTING, 2 RECOVERING, 3 STARTING, 4 EMPTY
    status integer NOT NULL,
    ensemble_log uuid NOT NULL,
    ensemble bigint NOT NULL,
    members text NOT NULL,
    promised bigint NOT NULL DEFAULT 0,
    begin_position bigint NOT NULL DEFAULT 0,
    end_position bigint NOT NULL DEFAULT 0,
    changes bigint NOT NULL DEFAULT 0,
    known_version bigint NOT NULL DEFAULT 0,
    known text NOT NULL
    -- Each commit updates the row: room for its next versions on the same page.
) WITH (fillfactor = 20);

CREATE TABLE log_position (
    log_id bigint NOT NULL,
    position bigint NOT NULL,
    promised bigint NOT NULL,
    performed bigint NOT NULL,
    -- 1 nop, 2 append, 3 truncate, 4 configure; null: only promised
    kind integer,
    data bytea,
    truncate_to bigint,
    learned boolean NOT NULL,
    PRIMARY KEY (log_id, position)
    -- A row is written, and once more when it is learned.
) WITH (fillfactor = 50);

-- Trying to compress costs more than it saves.
ALTER TABLE log_position ALTER COLUMN data SET STORAGE EXTERNAL;
