-- Addresses that must not be mailed. The key is in lower case; the spelling is kept beside it.
CREATE TABLE suppression (
    address VARCHAR(254) NOT NULL,
    -- The name of the API key whose messages it concerns; empty for all messages.
    scope VARCHAR(100) NOT NULL,
    spelling VARCHAR(254) NOT NULL,
    reason VARCHAR(30) NOT NULL,
    -- A weaker reason does not replace a stronger one.
    strength SMALLINT NOT NULL,
    source VARCHAR(100) NOT NULL,
    text VARCHAR(300) NOT NULL,
    created BIGINT NOT NULL,
    -- NULL for never.
    expires BIGINT,
    PRIMARY KEY (address, scope)
)${clustered};
CREATE INDEX suppression_scope ON suppression (scope, address);
CREATE INDEX suppression_expires ON suppression (expires) WHERE expires IS NOT NULL;

-- When a person last lifted the suppression of an address: a report of something earlier that comes late does not bring it back.
CREATE TABLE suppression_lift (
    address VARCHAR(254) NOT NULL,
    -- As in suppression; an asterisk for all.
    scope VARCHAR(100) NOT NULL,
    lifted BIGINT NOT NULL,
    PRIMARY KEY (address, scope)
)${clustered};

-- The messages to an address that bounced softly since its last delivery.
CREATE TABLE soft_bounce (
    address VARCHAR(254) NOT NULL,
    scope VARCHAR(100) NOT NULL,
    message_id CHAR(32) NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (address, scope, message_id)
)${clustered};
CREATE INDEX soft_bounce_time ON soft_bounce (time);

-- Whether a message goes to suppressed addresses, too.
ALTER TABLE message ADD COLUMN ignore_suppression BOOLEAN NOT NULL DEFAULT FALSE;
