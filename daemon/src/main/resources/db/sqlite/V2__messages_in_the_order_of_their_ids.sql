-- One tree to write instead of two. The ids begin with the time, so each new message goes to the end of it.

CREATE TABLE ordered (
    id CHAR(32) NOT NULL PRIMARY KEY,
    owner VARCHAR(100) NOT NULL,
    status VARCHAR(10) NOT NULL,
    priority SMALLINT NOT NULL,
    on_unknown VARCHAR(10) NOT NULL,
    accepted BIGINT NOT NULL,
    started BIGINT NOT NULL,
    due BIGINT,
    fence BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    possible_duplicate BOOLEAN NOT NULL,
    ended BIGINT,
    subject VARCHAR(998),
    tags TEXT NOT NULL,
    recipients TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO ordered (id, owner, status, priority, on_unknown, accepted, started, due, fence, tries, possible_duplicate, ended,
    subject, tags, recipients)
SELECT id, owner, status, priority, on_unknown, accepted, started, due, fence, tries, possible_duplicate, ended,
    subject, tags, recipients
FROM message ORDER BY id;

DROP TABLE message;
ALTER TABLE ordered RENAME TO message;

CREATE INDEX message_due ON message (priority, due) WHERE due IS NOT NULL;
CREATE INDEX message_accepted ON message (accepted, id);
CREATE INDEX message_ended ON message (ended) WHERE ended IS NOT NULL;
