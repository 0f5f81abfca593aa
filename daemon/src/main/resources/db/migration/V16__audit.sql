-- Who changed what, and who looked at the content of which mail. Never an address of a mail, content or a secret.
CREATE TABLE audit (
    -- Grows with the time.
    id        TEXT   NOT NULL PRIMARY KEY,
    time      BIGINT NOT NULL,
    -- Empty without a key.
    key_name  TEXT   NOT NULL,
    -- Whom the proxy in front of the console named.
    user_name TEXT,
    action    TEXT   NOT NULL,
    -- Empty if there is none.
    target    TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    status    BIGINT NOT NULL,
    client    TEXT   NOT NULL
);
CREATE INDEX audit_key ON audit (key_name, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_target ON audit (target, id);
