-- What providers reported about messages that they took. A row goes with its message; one that no message is found for goes after a day.
CREATE TABLE event (
    provider VARCHAR(100) NOT NULL,
    -- Tells a repeated report from a new one.
    id VARCHAR(80) NOT NULL,
    received BIGINT NOT NULL,
    occurred BIGINT NOT NULL,
    type VARCHAR(12) NOT NULL,
    severity VARCHAR(4),
    reason VARCHAR(20),
    status_code INTEGER NOT NULL,
    msg VARCHAR(300) NOT NULL,
    -- How the report names the message and the recipient: our id, ids of the provider (a line each), the address.
    own_id VARCHAR(100),
    provider_ids VARCHAR(2000) NOT NULL,
    address VARCHAR(254),
    -- The message and the attempt, once they are found.
    message_id CHAR(32),
    attempt INTEGER,
    -- When it is matched next; NULL once that is done.
    due BIGINT,
    tries INTEGER NOT NULL,
    PRIMARY KEY (provider, id)
)${clustered};
CREATE INDEX event_due ON event (due) WHERE due IS NOT NULL;
CREATE INDEX event_message ON event (message_id) WHERE message_id IS NOT NULL;

-- Signatures that do not cover the events of a report are accepted once.
CREATE TABLE event_token (
    provider VARCHAR(100) NOT NULL,
    token VARCHAR(100) NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (provider, token)
)${clustered};
CREATE INDEX event_token_received ON event_token (received);

-- One row a provider: when its first and its last report came, when the newest attempt began that one of them was about, and when a
-- report was last refused because it could not be kept; 0 for never.
CREATE TABLE event_source (
    provider VARCHAR(100) NOT NULL PRIMARY KEY,
    first_received BIGINT NOT NULL,
    last_received BIGINT NOT NULL,
    proven BIGINT NOT NULL,
    refused BIGINT NOT NULL
);

-- The report that counts, of those about this recipient. The rank, the time and the id are its place in the order of reports.
ALTER TABLE recipient ADD COLUMN report VARCHAR(12);
ALTER TABLE recipient ADD COLUMN report_severity VARCHAR(4);
ALTER TABLE recipient ADD COLUMN report_reason VARCHAR(20);
ALTER TABLE recipient ADD COLUMN report_code INTEGER;
ALTER TABLE recipient ADD COLUMN report_msg VARCHAR(300);
ALTER TABLE recipient ADD COLUMN report_provider VARCHAR(100);
ALTER TABLE recipient ADD COLUMN report_rank SMALLINT;
ALTER TABLE recipient ADD COLUMN report_time BIGINT;
ALTER TABLE recipient ADD COLUMN report_event VARCHAR(80);
-- The rare ones, which an operator looks for among millions.
CREATE INDEX recipient_report ON recipient (report, message_id)
    WHERE report IN ('bounced', 'complained', 'deferred', 'rejected', 'suppressed');

-- Which recipients an attempt was for, as positions with commas; * for all; NULL if an earlier version made it.
ALTER TABLE attempt ADD COLUMN positions VARCHAR(300);
-- When the provider was last asked for a message whose attempt is unknown, and did not know it.
ALTER TABLE attempt ADD COLUMN looked_up BIGINT;
