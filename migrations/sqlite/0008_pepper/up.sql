-- Which pepper the password hashes were made with: a sum over it, from which nobody
-- gets back to the pepper itself. A server that comes with another one would call
-- every password wrong and make hashes that no other can check, so it does not start.
CREATE TABLE peppers (
    version     INTEGER NOT NULL PRIMARY KEY,
    fingerprint TEXT    NOT NULL
);
