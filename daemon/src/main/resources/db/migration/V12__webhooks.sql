-- Where callers' systems want to be told of events.
CREATE TABLE webhook (
    id CHAR(12) NOT NULL PRIMARY KEY,
    -- The name of the API key whose messages it is about; empty for those of all keys, and for the gateway's own events.
    owner VARCHAR(100) NOT NULL,
    url VARCHAR(2000) NOT NULL,
    -- Separated by spaces; empty for all.
    events VARCHAR(2000) NOT NULL,
    secret ${bytes} NOT NULL,
    -- Signs too, until then.
    previous_secret ${bytes},
    previous_until BIGINT,
    enabled BOOLEAN NOT NULL,
    -- Why it was disabled automatically.
    reason VARCHAR(300),
    created BIGINT NOT NULL,
    -- Since when no delivery succeeded.
    failing_since BIGINT,
    -- It asked for a pause.
    rests_until BIGINT
);

-- Events that are not yet handed to the webhooks. A row is written with the change that it is about, and deleted with the deliveries' insertion.
CREATE TABLE webhook_event (
    id ${identity},
    type VARCHAR(40) NOT NULL,
    message_id CHAR(32),
    position INTEGER,
    occurred BIGINT NOT NULL,
    -- JSON, of an event without a message.
    data VARCHAR(4000),
    -- Until then it is left for a newer node, which can read its message.
    postponed BIGINT
);

-- One row. Whoever holds its lock hands events over, so the numbers are in the order of the snapshots.
CREATE TABLE webhook_sequence (
    id INTEGER NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO webhook_sequence (id, last) VALUES (1, 0);

CREATE TABLE webhook_delivery (
    webhook_id CHAR(12) NOT NULL,
    sequence BIGINT NOT NULL,
    type VARCHAR(40) NOT NULL,
    message_id CHAR(32),
    -- The same in every attempt.
    payload ${bytes} NOT NULL,
    created BIGINT NOT NULL,
    state VARCHAR(10) NOT NULL,
    -- When the next attempt may be made, or when the lease of the node that makes one ends. NULL if it is done.
    due BIGINT,
    fence BIGINT NOT NULL,
    -- Whether a node makes an attempt.
    claimed BOOLEAN NOT NULL,
    attempts INTEGER NOT NULL,
    -- The number of the last attempt before a person had it sent again.
    released INTEGER NOT NULL,
    ended BIGINT,
    status_code INTEGER,
    msg VARCHAR(300),
    PRIMARY KEY (webhook_id, sequence)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due) WHERE due IS NOT NULL;
CREATE INDEX webhook_delivery_message ON webhook_delivery (webhook_id, message_id, sequence) WHERE due IS NOT NULL;
CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended) WHERE ended IS NOT NULL;
CREATE INDEX webhook_delivery_oldest_due ON webhook_delivery (due) WHERE due IS NOT NULL;
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook_id, state, sequence);

CREATE TABLE webhook_attempt (
    webhook_id CHAR(12) NOT NULL,
    sequence BIGINT NOT NULL,
    number INTEGER NOT NULL,
    began BIGINT NOT NULL,
    duration BIGINT NOT NULL,
    -- 0 without an answer.
    status_code INTEGER NOT NULL,
    msg VARCHAR(300),
    PRIMARY KEY (webhook_id, sequence, number)
)${clustered};
