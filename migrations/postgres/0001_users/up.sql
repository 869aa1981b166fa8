-- Who can log in. Times are milliseconds since 1970 UTC; ids are UUIDv7 as text,
-- made by the program, so that they sort by age and both databases agree.
--
-- COLLATE "C" compares bytes, as SQLite does. Any other order is that of the
-- operating system's language: another on the next machine, and after an upgrade of
-- it the indexes are wrong.
CREATE TABLE users (
    id             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Lower-case ASCII (see shared::username), so UNIQUE alone keeps look-alikes out.
    username       TEXT COLLATE "C" NOT NULL UNIQUE,
    display_name   TEXT COLLATE "C" NOT NULL,
    email          TEXT COLLATE "C",
    role           TEXT COLLATE "C" NOT NULL CHECK (role IN ('user', 'admin')),
    -- bcrypt over an HMAC of the password; the pepper of that version is not in
    -- this database, so that a stolen copy of it is not enough to guess with.
    password_hash  TEXT COLLATE "C" NOT NULL,
    pepper_version INTEGER NOT NULL,
    created_at     BIGINT  NOT NULL
);
