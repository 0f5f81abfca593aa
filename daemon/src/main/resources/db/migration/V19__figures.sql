-- Which node has the lease of a message that is being sent, and since when. NULL if an earlier version took it.
ALTER TABLE message ADD COLUMN node VARCHAR(36);
ALTER TABLE message ADD COLUMN leased BIGINT;

-- The name of its machine or pod.
ALTER TABLE heartbeat ADD COLUMN name VARCHAR(253);

-- Figures are counted in the indexes alone: a million rows of messages, each in a place of its own, cannot be counted within a second.
DROP INDEX message_due;
CREATE INDEX message_due ON message (priority, due, status, tries, owner) WHERE due IS NOT NULL;
DROP INDEX message_ended;
CREATE INDEX message_ended ON message (ended, status, owner) WHERE ended IS NOT NULL;
-- The owner of its message, once that is found; NULL if an earlier version found it.
ALTER TABLE event ADD COLUMN owner VARCHAR(100);
CREATE INDEX event_delivered ON event (received, owner) WHERE type = 'delivered' AND message_id IS NOT NULL;
