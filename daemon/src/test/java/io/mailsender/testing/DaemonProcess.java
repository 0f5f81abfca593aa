package io.mailsender.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The daemon in a separate process that can be killed or paused at any time. */
public final class DaemonProcess implements AutoCloseable {

    private static final Pattern LISTENING =
            Pattern.compile("listening on (https?):(?://|\\\\/\\\\/)(127\\.0\\.0\\.1:\\d+)");
    private static final Pattern SMTP_LISTENING = Pattern.compile("SMTP: listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final Duration START = Duration.ofMinutes(5);

    private final Process process;
    private final Path log;

    private DaemonProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param log the file for its output; overwritten */
    public static DaemonProcess start(Path config, Path log) throws IOException {
        return start(config, log, Map.of());
    }

    /** @param environment variables in addition to those of the tests */
    public static DaemonProcess start(Path config, Path log, Map<String, String> environment) throws IOException {
        return start(List.of(), config, log, DaemonArchive.get().options(), environment);
    }

    /** @param prefix a command that starts it in another environment, such as another network */
    public static DaemonProcess startIn(List<String> prefix, Path config, Path log) throws IOException {
        return start(prefix, config, log, DaemonArchive.get().options(), Map.of());
    }

    /** @param options of the JVM, including the class path */
    static DaemonProcess start(Path config, Path log, List<String> options, Map<String, String> environment)
            throws IOException {
        return start(List.of(), config, log, options, environment);
    }

    private static DaemonProcess start(
            List<String> prefix, Path config, Path log, List<String> options, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command("io.mailsender.Application", options));
        ProcessBuilder java = new ProcessBuilder(command);
        java.environment().remove("JAVA_TOOL_OPTIONS");
        java.environment().put("CONFIG_FILE", config.toString());
        java.environment().putAll(environment);
        return new DaemonProcess(
                java.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    /** The command for a JVM that starts quickly. @param main a class of the daemon; arguments can be appended */
    public static List<String> command(String main) {
        return command(main, DaemonArchive.get().options());
    }

    /** The same for a class of the tests. */
    public static List<String> commandOfTests(Class<?> main) {
        return command(main.getName(), DaemonArchive.get().optionsOfTests());
    }

    private static List<String> command(String main, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m"));
        command.addAll(options);
        command.add(main);
        return command;
    }

    /** Waits until the daemon answers requests. */
    public URI awaitListening() throws IOException, InterruptedException {
        Matcher listening = awaitLog(LISTENING);
        return URI.create(listening.group(1) + "://" + listening.group(2));
    }

    /** Waits until the daemon takes mails over SMTP, on its first listener. */
    public InetSocketAddress awaitSmtp() throws IOException, InterruptedException {
        return new InetSocketAddress(
                "127.0.0.1", Integer.parseInt(awaitLog(SMTP_LISTENING).group(1)));
    }

    private Matcher awaitLog(Pattern text) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(START);
        while (process.isAlive() && Instant.now().isBefore(end)) {
            Matcher found = text.matcher(Files.readString(log));
            if (found.find()) {
                return found;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("it does not start: " + log());
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGKILL, which the daemon cannot handle. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new AssertionError("it survived SIGKILL");
        }
    }

    /** SIGTERM, and waits for the exit. */
    void stop() throws InterruptedException {
        terminate();
        awaitEnd();
    }

    /** SIGTERM: the daemon finishes its work. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the exit. @return the exit status */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new AssertionError("it does not stop");
        }
        return process.exitValue();
    }

    /** SIGSTOP: the daemon freezes without noticing. */
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Makes every write to a file fail, as on a full disk; reads still work. The log is not written either. */
    public void failWrites() throws IOException, InterruptedException {
        run("prlimit", "--fsize=0:unlimited", "--pid", Long.toString(process.pid()));
    }

    /** Allows writes again. */
    public void allowWrites() throws IOException, InterruptedException {
        run("prlimit", "--fsize=unlimited:unlimited", "--pid", Long.toString(process.pid()));
    }

    /** The names and stack traces of its threads, including virtual ones. */
    public String threads() throws IOException, InterruptedException {
        if (Runtime.version().feature() < 21) {
            return jcmd("Thread.print", "-l");
        }
        Path dump = log.resolveSibling("threads.txt").toAbsolutePath();
        String said = jcmd("Thread.print", "-l") + jcmd("Thread.dump_to_file", "-overwrite", dump.toString());
        String threads = said + Files.readString(dump);
        Files.delete(dump);
        return threads;
    }

    private String jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        all.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError(said);
        }
        return said;
    }

    private void signal(String signal) throws IOException, InterruptedException {
        run("kill", signal, Long.toString(process.pid()));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + status);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
