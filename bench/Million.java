import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Fills the store of a daemon with messages of the last 30 days, the same ones each time; see bench/million --help. */
public final class Million {

    private static final int BATCH = 2_000;
    private static final long PERIOD = Duration.ofDays(30).toMillis();
    private static final long KEPT = Duration.ofDays(7).toMillis();
    private static final List<String> TEMPLATES = List.of(
            "Your order %06d", "Invoice %06d", "Order %06d is on its way", "Reset your password", "News of the week",
            "Überraschung für Sie \uD83C\uDF81", "Your ticket #%06d", "100%% off_today");

    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();
    private final CBORFactory cbor = new CBORFactory();
    private final Connection store;
    private final long now = System.currentTimeMillis();
    private final int messages;

    private Million(Connection store, int messages) {
        this.store = store;
        this.messages = messages;
    }

    /** @param args the JDBC URL of a store that a daemon has created, and the number of messages */
    public static void main(String[] args) throws Exception {
        try (Connection store = DriverManager.getConnection(args[0])) {
            try (Statement statement = store.createStatement()) {
                if (args[0].startsWith("jdbc:sqlite:")) {
                    statement.execute("PRAGMA synchronous = OFF");
                    statement.execute("PRAGMA cache_size = -200000");
                }
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM message")) {
                    row.next();
                    if (row.getLong(1) > 0) {
                        throw new IllegalStateException("the store has messages already");
                    }
                }
            }
            store.setAutoCommit(false);
            new Million(store, Integer.parseInt(args[1])).fill();
            if (args[0].startsWith("jdbc:postgresql:")) {
                // As autovacuum does soon. The daemon has no statistics in SQLite.
                store.createStatement().execute("ANALYZE");
                store.commit();
            }
        }
    }

    private void fill() throws SQLException, IOException {
        for (int i = 0; i < messages; i++) {
            add(i, new SplittableRandom(i));
            if ((i + 1) % BATCH == 0 || i == messages - 1) {
                for (PreparedStatement statement : statements.values()) {
                    statement.executeBatch();
                }
                store.commit();
                if ((i + 1) % 100_000 == 0) {
                    System.err.println((i + 1) + " messages");
                }
            }
        }
    }

    private void add(int number, SplittableRandom random) throws SQLException, IOException {
        long accepted = now - PERIOD + PERIOD / messages * number;
        String id = String.format("%012x", accepted) + HexFormat.of().toHexDigits(random.nextLong()) + "0000";
        String status = pick(random, "failed", 30, "unknown", 5, "queued", 20, "rejected", 5, "cancelled", 2, "sent", 938);
        String owner = pick(random, "shop", 500, "newsletter", 300, "crm", 150, "ops", 50);
        boolean isFinal = !status.equals("queued");
        boolean isDuplicate = random.nextInt(1_000) == 0;
        String subject = String.format(TEMPLATES.get(random.nextInt(TEMPLATES.size())), number);
        Set<String> tags = tags(number, random);
        long due = now + Duration.ofDays(20).toMillis() + number;
        Long ended = isFinal ? (Long) (accepted + 200 + random.nextInt(2_000)) : null;
        insert("message (id, domain, owner, status, priority, on_unknown, accepted, started, due, fence, tries, possible_duplicate, ended, subject, tags)",
                id, "example.com", owner, status, random.nextInt(10) == 0 ? 30 : 20, "hold", accepted, isFinal ? accepted : due,
                isFinal ? null : due, 2L, isFinal ? 1 : 0, isDuplicate, ended, subject,
                tags.isEmpty() ? "[]" : "[\"" + String.join("\",\"", tags) + "\"]");
        for (String tag : tags) {
            insert("tag (tag, message_id)", tag, id);
        }
        List<String> addresses = addresses(random);
        if (!isFinal || now - accepted < KEPT && Set.of("failed", "unknown", "cancelled").contains(status)) {
            insert("content (message_id, bytes)", id, content(id, accepted, addresses, subject, tags));
        }
        Attempts attempts = attempts(id, accepted, status, isDuplicate, random);
        for (int position = 0; position < addresses.size(); position++) {
            recipient(id, position, addresses.get(position), status, accepted, attempts, random);
        }
    }

    private record Attempts(int last, String provider, int code, String words) {}

    private Attempts attempts(String id, long accepted, String status, boolean isDuplicate, SplittableRandom random)
            throws SQLException {
        String provider = pick(random, "main", 750, "backup", 200, "spare", 50);
        if (status.equals("queued") || status.equals("cancelled")) {
            return new Attempts(0, provider, 0, "");
        }
        int number = 0;
        int failures = status.equals("failed") ? 1 + random.nextInt(4) : random.nextInt(50) == 0 ? 1 : 0;
        for (int i = 0; i < failures; i++) {
            attempt(id, ++number, i % 2 == 0 ? "main" : "backup", accepted + i * 100L, "unreachable", 503,
                    "503 Service Unavailable", null);
        }
        if (isDuplicate && !status.equals("unknown")) {
            attempt(id, ++number, "main", accepted + 500, "unknown", 0, "no answer within 30 s", null);
        }
        switch (status) {
            case "failed" -> {
                return new Attempts(number, "main", 503, "503 Service Unavailable");
            }
            case "unknown" -> attempt(id, ++number, provider, accepted + 600, "unknown", 0, "no answer within 30 s", null);
            case "rejected" -> {
                attempt(id, ++number, provider, accepted + 600, "rejected", 550, "550 5.1.1 User unknown", null);
                return new Attempts(number, provider, 550, "550 5.1.1 User unknown");
            }
            default -> attempt(id, ++number, provider, accepted + 600, "sent", 202, "Accepted", id.substring(8) + "@" + provider);
        }
        return new Attempts(number, provider, 0, "");
    }

    private void attempt(String id, int number, String provider, long began, String outcome, int code, String words, String theirs)
            throws SQLException {
        insert("attempt (message_id, number, provider, began, duration, outcome, status_code, msg, provider_message_id, positions)",
                id, number, provider, began, 20L + number * 7L, outcome, code, words, theirs, "*");
    }

    private void recipient(
            String id, int position, String address, String status, long accepted, Attempts attempts, SplittableRandom random)
            throws SQLException {
        String state = switch (status) {
            case "sent", "failed" -> status;
            case "rejected" -> "refused";
            default -> "pending";
        };
        String report = status.equals("sent")
                ? pick(random, "delivered", 920, "bounced", 15, "complained", 1, "deferred", 4, "", 60)
                : "";
        boolean isReported = !report.isEmpty();
        boolean isBounce = report.equals("bounced");
        long time = accepted + 3_000 + random.nextInt(60_000);
        String event = id + "-" + position;
        boolean hasReply = attempts.code() != 0;
        Integer code = !isReported ? null : isBounce ? 550 : 250;
        String words = !isReported ? null : isBounce ? "550 5.1.1 No such user" : "250 OK";
        Integer rank = !isReported ? null : switch (report) {
            case "delivered" -> 40;
            case "deferred" -> 20;
            case "complained" -> 60;
            default -> 50;
        };
        insert("recipient (message_id, position, address, state, status_code, msg, attempts, report, report_severity, report_reason, report_code, report_msg, report_provider, report_rank, report_time, report_event)",
                id, position, address, state, hasReply ? attempts.code() : null, hasReply ? attempts.words() : null,
                status.equals("failed") ? attempts.last() : 0, isReported ? report : null, isBounce ? "hard" : null,
                isBounce ? "invalid_address" : null, code, words, isReported ? attempts.provider() : null, rank,
                isReported ? (Long) time : null, isReported ? event : null);
        if (isReported) {
            insert("event (provider, id, received, occurred, type, severity, reason, status_code, msg, own_id, provider_ids, address, message_id, attempt, tries)",
                    attempts.provider(), event, time + 500, time, report, isBounce ? "hard" : null,
                    isBounce ? "invalid_address" : null, code, words, id, "", address, id, attempts.last(), 0);
        }
    }

    private static Set<String> tags(int number, SplittableRandom random) {
        Set<String> tags = new LinkedHashSet<>();
        if (random.nextInt(4) != 0) {
            tags.add(pick(random, "order", 400, "invoice", 300, "newsletter", 200, "login", 100));
        }
        if (random.nextInt(3) == 0) {
            tags.add(String.format("campaign-%02d", random.nextInt(30)));
        }
        if (number % 100_000 == 7) {
            tags.add("rare");
        }
        return tags;
    }

    private static List<String> addresses(SplittableRandom random) {
        List<String> addresses = new ArrayList<>();
        int count = Integer.parseInt(pick(random, "1", 800, "2", 150, "3", 50));
        for (int i = 0; i < count; i++) {
            addresses.add("user" + i + random.nextInt(200_000) + "@" + pick(random, "example.com", 600, "example.net", 300, "example.org", 100));
        }
        return addresses;
    }

    private byte[] content(String id, long date, List<String> addresses, String subject, Set<String> tags) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(3);
        try (JsonGenerator map = cbor.createGenerator(out)) {
            map.writeStartObject();
            map.writeStringField("id", id);
            map.writeStringField("domain", "example.com");
            map.writeNumberField("date", date);
            map.writeStringField("from", "noreply@example.com");
            map.writeArrayFieldStart("to");
            for (String address : addresses) {
                map.writeStartObject();
                map.writeStringField("address", address);
                map.writeEndObject();
            }
            map.writeEndArray();
            map.writeStringField("subject", subject);
            map.writeStringField("text", "Hello,\n\nthis is a message of the benchmark.\n");
            if (!tags.isEmpty()) {
                map.writeArrayFieldStart("tags");
                for (String tag : tags) {
                    map.writeString(tag);
                }
                map.writeEndArray();
            }
            map.writeEndObject();
        }
        return out.toByteArray();
    }

    /** @param choices each with its share in thousandths */
    private static String pick(SplittableRandom random, Object... choices) {
        int left = random.nextInt(1_000);
        for (int i = 0; i < choices.length - 2; i += 2) {
            left -= (Integer) choices[i + 1];
            if (left < 0) {
                return (String) choices[i];
            }
        }
        return (String) choices[choices.length - 2];
    }

    private void insert(String table, Object... values) throws SQLException {
        PreparedStatement statement = statements.get(table);
        if (statement == null) {
            statement = store.prepareStatement("INSERT INTO " + table + " VALUES (" + "?, ".repeat(values.length - 1) + "?)");
            statements.put(table, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }
}
