-- What both databases understand; ${bytes} and ${clustered} stand for what they call differently. Instants are milliseconds since 1970, UTC.

CREATE TABLE message (
    id CHAR(32) NOT NULL PRIMARY KEY,
    owner VARCHAR(100) NOT NULL,
    status VARCHAR(10) NOT NULL,
    priority SMALLINT NOT NULL,
    on_unknown VARCHAR(10) NOT NULL,
    accepted BIGINT NOT NULL,
    -- From when on it is tried; the time to give up runs from here.
    started BIGINT NOT NULL,
    -- When somebody may take it: its next try, or the end of the lease of the node that is at it.
    due BIGINT,
    fence BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    possible_duplicate BOOLEAN NOT NULL,
    ended BIGINT,
    subject VARCHAR(998),
    tags TEXT NOT NULL,
    -- JSON: address, state, and the last word on those that were refused.
    recipients TEXT NOT NULL
);
CREATE INDEX message_due ON message (priority, due) WHERE due IS NOT NULL;
CREATE INDEX message_accepted ON message (accepted, id);
CREATE INDEX message_ended ON message (ended) WHERE ended IS NOT NULL;

-- Apart from the message, because it is large, written once, and dropped before the record of what became of it.
CREATE TABLE content (
    message_id CHAR(32) NOT NULL PRIMARY KEY,
    bytes ${bytes} NOT NULL
);

CREATE TABLE attempt (
    message_id CHAR(32) NOT NULL,
    number INTEGER NOT NULL,
    provider VARCHAR(100) NOT NULL,
    began BIGINT NOT NULL,
    -- Of an attempt that has begun and has no end, nobody knows what it did.
    duration BIGINT,
    outcome VARCHAR(20),
    status_code INTEGER,
    msg VARCHAR(300),
    provider_message_id VARCHAR(998),
    PRIMARY KEY (message_id, number)
)${clustered};

CREATE TABLE recipient (
    address VARCHAR(254) NOT NULL,
    message_id CHAR(32) NOT NULL,
    PRIMARY KEY (address, message_id)
)${clustered};

CREATE TABLE tag (
    tag VARCHAR(998) NOT NULL,
    message_id CHAR(32) NOT NULL,
    PRIMARY KEY (tag, message_id)
)${clustered};

CREATE TABLE idempotency_key (
    owner VARCHAR(100) NOT NULL,
    idempotency_key VARCHAR(256) NOT NULL,
    item INTEGER NOT NULL,
    fingerprint ${bytes} NOT NULL,
    message_id CHAR(32) NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (owner, idempotency_key, item)
)${clustered};
CREATE INDEX idempotency_key_used ON idempotency_key (used);

-- Written now and then by each daemon: what cannot write this is not ready for messages either.
CREATE TABLE heartbeat (
    node VARCHAR(36) NOT NULL PRIMARY KEY,
    seen BIGINT NOT NULL
);
