-- A table that no migration made may refer to it: that reference goes, the table stays.
DROP TABLE users CASCADE;
