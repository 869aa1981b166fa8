-- Services: programs that call another one in their own name, by a token that
-- they get at POST /oauth/token (RFC 6749 §4.4).
CREATE TABLE clients (
    id          TEXT   NOT NULL PRIMARY KEY,
    -- For people, who look after the list.
    name        TEXT   NOT NULL UNIQUE,
    -- SHA-256 of a secret of 256 random bits. Nobody can guess that, so there is
    -- nothing that a slow hash would make slower.
    secret_hash TEXT   NOT NULL,
    -- The one API that its tokens are for, and the most that they may be used for.
    audience    TEXT   NOT NULL,
    scope       TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    -- NULL while it may have tokens.
    disabled_at BIGINT
);
