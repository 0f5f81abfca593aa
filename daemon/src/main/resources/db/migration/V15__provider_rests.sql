-- The last decision of an operator about each provider: that it rests, or, if until is not after since, that it was resumed.
CREATE TABLE provider_rest (
    provider   TEXT   PRIMARY KEY,
    until      BIGINT,
    since      BIGINT NOT NULL,
    reason     TEXT,
    ordered_by TEXT   NOT NULL
);
