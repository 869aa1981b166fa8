DROP TABLE peppers;
