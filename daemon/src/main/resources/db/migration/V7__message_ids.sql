-- Behind the @ of the Message-ID: it stays when the content goes. NULL where an earlier version accepted the message.
ALTER TABLE message ADD COLUMN domain VARCHAR(253);

-- What a provider calls a message is how its own console and its reports name it.
CREATE INDEX attempt_provider_message_id ON attempt (provider_message_id) WHERE provider_message_id IS NOT NULL;
