-- One row for each log-in. A token names its session (`sid`); ending the session
-- is how a signed token is refused before it expires.
--
-- A refresh rewrites its row. With a fifth of each page left free the new version
-- finds room beside the old one, and no index has to be touched.
CREATE TABLE sessions (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   BIGINT NOT NULL,
    -- After this moment no token of the session is valid, whatever happens.
    expires_at   BIGINT NOT NULL,
    -- NULL while the session lives.
    revoked_at   BIGINT
) WITH (fillfactor = 80);

CREATE INDEX sessions_by_user ON sessions (user_id);

-- Read at start and every second: only sessions that ended early and may still have
-- live tokens.
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
