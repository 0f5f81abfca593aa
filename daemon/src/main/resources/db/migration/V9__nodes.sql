-- One row a running daemon, written once a second on a database that several share.
CREATE TABLE node (
    id   CHAR(36) PRIMARY KEY,
    seen BIGINT   NOT NULL,
    uses TEXT     NOT NULL
);
