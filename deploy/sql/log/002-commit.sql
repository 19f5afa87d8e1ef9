-- Where a decision upon rows that stand as it saw them is applied, or the rows are shown as they stand. All calls of one log take turns by
-- the lock of its metadata row.

CREATE FUNCTION log_commit(
    of_log text,
    -- counts as a durable change / the transaction is to be on disk when it returns
    durable boolean, synced boolean,
    -- what was decided upon; was_known is compared by who writes it; no was_row_promised: there were no rows
    was_number bigint, was_incarnation uuid, was_status integer, was_ensemble_log uuid, was_ensemble bigint, was_promised bigint, was_begin bigint,
    was_known bigint, first_position bigint, last_position bigint,
    was_row_promised bigint[], was_row_performed bigint[], was_row_learned boolean[],
    -- what it shall be; null: as it was
    new_number bigint, new_incarnation uuid, new_status integer, new_ensemble_log uuid, new_ensemble bigint, new_members text, new_promised bigint,
    new_begin bigint, new_end bigint, new_known_version bigint, new_known text, clears boolean,
    -- rows that keep their action, and rows that get one
    mark_position bigint[], mark_promised bigint[], mark_performed bigint[], mark_learned boolean[],
    put_position bigint[], put_promised bigint[], put_performed bigint[], put_learned boolean[], put_kind integer[], put_data bytea[],
    put_truncate bigint[])
-- applied: how it stood before, without the texts that the caller knows; not applied: how it stands
RETURNS TABLE (
    applied boolean, number bigint, incarnation uuid, status integer, ensemble_log uuid, ensemble bigint, members text, promised bigint,
    begin_position bigint, end_position bigint, changes bigint, known_version bigint, known text,
    at_position bigint, row_promised bigint, performed bigint, kind integer, data bytea, truncate_to bigint, learned boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    actual log_replica%ROWTYPE;
    holds boolean;
BEGIN
    IF NOT synced THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;

    SELECT * INTO actual FROM log_replica WHERE name = of_log FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the log % was deleted while it was in use', of_log;
    END IF;

    holds := actual.number = was_number AND actual.incarnation = was_incarnation AND actual.status = was_status
        AND actual.ensemble_log = was_ensemble_log AND actual.ensemble = was_ensemble
        AND actual.promised = was_promised AND actual.begin_position = was_begin
        AND (new_known IS NULL OR actual.known_version = was_known);
    IF holds AND first_position <= last_position THEN
        IF first_position > actual.end_position THEN
            holds := was_row_promised IS NULL;
        ELSIF was_row_promised IS NULL THEN
            holds := NOT EXISTS (
                SELECT FROM log_position WHERE log_id = actual.id
                    AND position BETWEEN GREATEST(first_position, actual.begin_position) AND last_position);
        ELSE
            holds := NOT EXISTS (
                SELECT FROM unnest(was_row_promised, was_row_performed, was_row_learned) WITH ORDINALITY AS was (promised, performed, learned, nth)
                -- OFFSET keeps it a look-up for each, whatever the planner believes of a table that was empty when it was asked
                LEFT JOIN LATERAL (
                    SELECT promised, performed, learned FROM log_position
                    WHERE log_id = actual.id AND position = first_position + was.nth - 1 AND position >= actual.begin_position OFFSET 0) p ON true
                WHERE (p.promised, p.performed, p.learned) IS DISTINCT FROM (was.promised, was.performed, was.learned));
        END IF;
    END IF;

    IF NOT holds THEN
        RETURN QUERY
        SELECT false, r.number, r.incarnation, r.status, r.ensemble_log, r.ensemble, r.members, r.promised, r.begin_position, r.end_position, r.changes,
            r.known_version, r.known, p.position, p.promised, p.performed, p.kind, p.data, p.truncate_to, p.learned
        FROM log_replica r LEFT JOIN log_position p
            ON p.log_id = r.id AND p.position BETWEEN GREATEST(first_position, r.begin_position) AND last_position
        WHERE r.id = actual.id ORDER BY p.position;
        RETURN;
    END IF;

    IF clears THEN
        DELETE FROM log_position WHERE log_id = actual.id;
    END IF;
    IF mark_position IS NOT NULL THEN
        INSERT INTO log_position AS p (log_id, position, promised, performed, learned)
        SELECT actual.id, mark.* FROM unnest(mark_position, mark_promised, mark_performed, mark_learned) AS mark
        ON CONFLICT (log_id, position) DO UPDATE SET promised = EXCLUDED.promised, performed = EXCLUDED.performed, learned = EXCLUDED.learned;
    END IF;
    IF put_position IS NOT NULL THEN
        INSERT INTO log_position AS p (log_id, position, promised, performed, learned, kind, data, truncate_to)
        SELECT actual.id, put.* FROM unnest(put_position, put_promised, put_performed, put_learned, put_kind, put_data, put_truncate) AS put
        ON CONFLICT (log_id, position) DO UPDATE SET promised = EXCLUDED.promised, performed = EXCLUDED.performed, learned = EXCLUDED.learned,
            kind = EXCLUDED.kind, data = EXCLUDED.data, truncate_to = EXCLUDED.truncate_to;
    END IF;

    -- Learning what was appended leaves the metadata as it is.
    IF durable OR new_begin <> actual.begin_position OR new_end > actual.end_position OR new_known IS NOT NULL THEN
        UPDATE log_replica SET
            number = COALESCE(new_number, number), incarnation = COALESCE(new_incarnation, incarnation), status = COALESCE(new_status, status),
            ensemble_log = COALESCE(new_ensemble_log, ensemble_log), ensemble = COALESCE(new_ensemble, ensemble), members = COALESCE(new_members, members),
            promised = new_promised, begin_position = new_begin,
            end_position = CASE WHEN clears THEN new_end ELSE GREATEST(new_end, end_position) END,
            changes = changes + CASE WHEN durable THEN 1 ELSE 0 END,
            known_version = COALESCE(new_known_version, known_version), known = COALESCE(new_known, known)
        WHERE id = actual.id;
    END IF;

    applied := true;
    number := actual.number;
    incarnation := actual.incarnation;
    status := actual.status;
    promised := actual.promised;
    begin_position := actual.begin_position;
    end_position := actual.end_position;
    changes := actual.changes;
    known_version := actual.known_version;
    IF actual.known_version <> was_known THEN
        known := actual.known;
    END IF;
    RETURN NEXT;
END
$$;

-- Deletes rows that a truncation has hidden, the oldest first; answers how many.
CREATE FUNCTION log_sweep(of_log text, at_most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    deleted integer;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM log_position WHERE ctid = ANY (ARRAY(
        SELECT p.ctid FROM log_position p JOIN log_replica r ON r.id = p.log_id
        WHERE r.name = of_log AND p.position < r.begin_position ORDER BY p.position LIMIT at_most));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END
$$;
