-- The number of the last attempt before a person had the message sent again: what earlier attempts left unknown restricts no later one.
ALTER TABLE message ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
