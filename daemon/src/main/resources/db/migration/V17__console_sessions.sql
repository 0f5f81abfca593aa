-- People who signed in to the console.
CREATE TABLE console_session (
    -- The SHA-256 of the token in the browser's cookie.
    hash ${bytes} NOT NULL PRIMARY KEY,
    -- The SHA-256 of the API key.
    key_hash ${bytes} NOT NULL,
    created BIGINT NOT NULL,
    -- To the minute.
    seen BIGINT NOT NULL
);
