-- Few among millions, and counted four times a minute.
CREATE INDEX message_unsettled ON message (id) WHERE status = 'unknown';
