-- The Message-ID of a mail that came with one of its own.
ALTER TABLE message ADD COLUMN original_id VARCHAR(998);
CREATE INDEX message_original_id ON message (original_id) WHERE original_id IS NOT NULL;
