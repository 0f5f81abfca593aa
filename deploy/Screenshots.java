import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has an installed Chromium take pictures of the console's screens, over its DevTools protocol; needs nothing but a JDK. */
public final class Screenshots {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> LISTS = List.of(
            "sign-in", "", "messages", "unknown", "providers", "queue", "suppressions", "webhooks", "keys", "captured", "audit");

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String console;
    private final Path folder;
    private WebSocket browser;
    private String session = "";
    private int calls;

    private Screenshots(String url, Path folder) {
        this.console = url.replaceAll("/+$", "") + "/console/";
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Files.createDirectories(folder);
        Screenshots screenshots = new Screenshots(arguments[0], folder);
        Path profile = Files.createTempDirectory("screenshots");
        Process chromium = new ProcessBuilder(
                        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                        "--disable-background-networking", "--disable-component-update", "--lang=en-US",
                        "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            screenshots.connect(chromium);
            if (arguments[2].equals("readme")) {
                screenshots.readme(arguments[0]);
            } else {
                screenshots.all();
            }
        } finally {
            chromium.destroy();
            chromium.waitFor();
            try (var files = Files.walk(profile)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private void all() throws Exception {
        signIn();
        Map<String, String> screens = new LinkedHashMap<>();
        for (String list : LISTS) {
            screens.put(list.isEmpty() ? "overview" : list, console + list);
        }
        for (String list : List.of("messages", "providers", "webhooks", "captured", "suppressions")) {
            open(console + list);
            String first = evaluate("document.querySelector('tbody th a')?.href ?? ''");
            if (!first.isEmpty()) {
                screens.put(list + "-one", first);
            }
        }
        if (screens.containsKey("messages-one")) {
            screens.put("messages-one-content", screens.get("messages-one") + "/content");
        }
        for (var screen : screens.entrySet()) {
            for (String look : List.of("light", "dark", "phone")) {
                take(screen.getValue(), look, look.equals("phone") ? 390 : 1280, screen.getKey() + "-" + look);
            }
        }
    }

    /** The demo has one mail that failed over; some more make the overview an everyday one. */
    private void readme(String url) throws Exception {
        for (String subject : List.of("Your invoice 2030-118", "Reset your password", "Your order is on its way", "Welcome")) {
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(url + "/send"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"to\": [\"ann@example.com\"], \"subject\": \"" + subject + "\", \"text\": \"It works.\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        take(console, "light", 1120, "console-overview");
        open(console + "messages");
        String failedOver = evaluate("[...document.querySelectorAll('tbody tr')].find(row => row.textContent.includes('2 attempts'))"
                + "?.querySelector('th a').href ?? ''");
        take(failedOver.isEmpty() ? console + "messages" : failedOver, "light", 1120, "console-message");
    }

    private void signIn() throws Exception {
        String key = System.getenv("MAIL_SENDER_API_KEY");
        if (key == null) {
            return;
        }
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(console + "sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.ofString("key=" + URLEncoder.encode(key, StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow(
                () -> new IllegalStateException("the daemon refused MAIL_SENDER_API_KEY: " + answer.statusCode()));
        String[] pair = cookie.replaceAll(";.*", "").split("=", 2);
        call("Network.setCookie", "{\"name\": \"%s\", \"value\": \"%s\", \"url\": \"%s\", \"secure\": %s}"
                .formatted(pair[0], pair[1], console, console.startsWith("https")));
    }

    private void take(String url, String look, int width, String name) throws Exception {
        call("Emulation.setEmulatedMedia", ("{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"%s\"},"
                + " {\"name\": \"prefers-reduced-motion\", \"value\": \"reduce\"}]}").formatted(look.equals("dark") ? "dark" : "light"));
        size(width, 600, look);
        open(url);
        size(width, Math.min(4000, Integer.parseInt(evaluate("String(document.documentElement.scrollHeight)"))), look);
        String picture = text(call("Page.captureScreenshot", "{\"format\": \"png\"}"), "data");
        Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(picture));
    }

    private void size(int width, int height, String look) throws Exception {
        call("Emulation.setDeviceMetricsOverride", "{\"width\": %d, \"height\": %d, \"deviceScaleFactor\": 1, \"mobile\": %s}"
                .formatted(width, height, look.equals("phone")));
    }

    private void open(String url) throws Exception {
        evaluate("document.documentElement.dataset.before = 'yes'");
        call("Page.navigate", "{\"url\": \"" + url + "\"}");
        for (int i = 0; i < 300; i++) {
            if (evaluate("document.readyState === 'complete' && !document.documentElement.dataset.before ? 'yes' : 'no'").equals("yes")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(url + " did not load within 30 s");
    }

    private String evaluate(String script) throws Exception {
        return text(call("Runtime.evaluate", "{\"expression\": \"" + script.replace("\"", "\\\"") + "\"}"), "value");
    }

    private void connect(Process chromium) throws Exception {
        BufferedReader output = new BufferedReader(new InputStreamReader(chromium.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        String address = null;
        while (address == null) {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("Chromium ended: " + String.join("\n", lines));
            }
            lines.add(line);
            address = line.startsWith("DevTools listening on ") ? line.substring("DevTools listening on ".length()).strip() : null;
        }
        browser = HTTP.newWebSocketBuilder().buildAsync(URI.create(address), new Listener()).join();
        String target = text(call("Target.createTarget", "{\"url\": \"about:blank\"}"), "targetId");
        session = text(call("Target.attachToTarget", "{\"targetId\": \"" + target + "\", \"flatten\": true}"), "sessionId");
        call("Page.enable", "{}");
    }

    /** @return the answer, as JSON */
    private String call(String method, String parameters) throws Exception {
        int id = ++calls;
        String in = session.isEmpty() ? "" : ", \"sessionId\": \"" + session + "\"";
        browser.sendText("{\"id\": " + id + ", \"method\": \"" + method + "\", \"params\": " + parameters + in + "}", true).join();
        while (true) {
            String answer = answers.poll(60, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IllegalStateException("no answer to " + method);
            }
            if (answer.startsWith("{\"id\":" + id + ",")) {
                if (answer.contains("\"error\":{")) {
                    throw new IllegalStateException(method + ": " + answer);
                }
                return answer;
            }
        }
    }

    /** The text with this name; the values that are asked for have no escapes. */
    private static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                answers.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
