-- A session is kept going by refresh tokens. The tokens are not stored: each is
-- a sum over the session's id and a counter, made with a key outside this
-- database, and the row says which counter is the latest.
ALTER TABLE sessions ADD COLUMN counter BIGINT NOT NULL DEFAULT 0;
-- When the latest one was made. Nobody having used the session for long ends it.
ALTER TABLE sessions ADD COLUMN rotated_at BIGINT NOT NULL DEFAULT 0;
-- When the password was last given in it. Refreshing does not renew that.
ALTER TABLE sessions ADD COLUMN auth_time BIGINT NOT NULL DEFAULT 0;
-- How its tokens reach the client: 'bearer', 'cookie' or 'native'.
ALTER TABLE sessions ADD COLUMN delivery TEXT COLLATE "C" NOT NULL DEFAULT 'bearer';
-- For the list of one's own sessions: what the browser called itself at log-in,
-- and the address that it came from.
ALTER TABLE sessions ADD COLUMN user_agent TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN ip TEXT COLLATE "C" NOT NULL DEFAULT '';
