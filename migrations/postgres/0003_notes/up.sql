-- The protected resource of the demo.
CREATE TABLE notes (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title      TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- A page of one's own notes, newest first, is one walk along this index: ids are
-- UUIDv7, so their order is the order of creation.
CREATE INDEX notes_by_user ON notes (user_id, id);
