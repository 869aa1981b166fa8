-- One row for each log-in. A token names its session (`sid`); ending the session
-- is how a signed token is refused before it expires.
CREATE TABLE sessions (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   BIGINT NOT NULL,
    -- After this moment no token of the session is valid, whatever happens.
    expires_at   BIGINT NOT NULL,
    -- NULL while the session lives.
    revoked_at   BIGINT
);

CREATE INDEX sessions_by_user ON sessions (user_id);

-- Read at start: only sessions that ended early and may still have live tokens.
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
