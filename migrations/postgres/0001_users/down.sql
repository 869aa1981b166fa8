-- A lesson's table may refer to it: that reference goes, the table stays.
DROP TABLE users CASCADE;
