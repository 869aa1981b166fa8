-- The audit log: what happened to accounts and sessions. Only ever added to; the
-- ids are UUIDv7, so the newest first is the key read backwards. No reference to
-- users: what was done by or to a user stays on record when the user is gone.
CREATE TABLE events (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at       BIGINT NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    -- Whom it happened to.
    user_id  TEXT COLLATE "C",
    -- Who did it, if that was somebody else.
    actor_id TEXT COLLATE "C",
    ip       TEXT COLLATE "C"
);
