-- Since when a user is kept from logging in; NULL for all others.
ALTER TABLE users ADD COLUMN disabled_at BIGINT;

-- What became of users, so that tokens which say otherwise are refused: read at
-- start and every second, and of no use once the last such token has expired.
-- Rows outlive the user, so there is no reference.
CREATE TABLE user_changes (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id    TEXT COLLATE "C" NOT NULL,
    -- NULL for one who was disabled or deleted.
    role       TEXT COLLATE "C",
    changed_at BIGINT NOT NULL
);

CREATE INDEX user_changes_by_time ON user_changes (changed_at);
