-- Keys that are revoked or expired stay, so that the daemon does not become one without keys, which is open to its machine.
CREATE TABLE api_key (
    id CHAR(12) NOT NULL PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    hash ${bytes} NOT NULL,
    grants TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    revoked BIGINT,
    used BIGINT
);
-- What one key sees among the messages of many.
CREATE INDEX message_owner ON message (owner, accepted, id);
