import java.util.ArrayList;
import java.util.List;

/** The JVM's options in the image. */
final class Options {

    static final String HOME = "/opt/mail-sender";
    static final String STATE = "/var/lib/mail-sender";

    /** Creates the JVM's cache. */
    static final String MAKE = "-XX:AOTCacheOutput=";

    /** Uses the JVM's cache. */
    static final String USE = "-XX:AOTCache=";

    private Options() {}

    static String cache(String home) {
        return home + "/mail-sender-daemon.aot";
    }

    /** The same options as in the launcher. */
    static List<String> daemon(String home, String cache) {
        List<String> own = List.of(
                "-Xms64m",
                "-XX:MinRAMPercentage=25",
                "-XX:MaxRAMPercentage=50",
                "-XX:ErgoHeapSizeLimit=512m",
                "-XX:NewSize=22m",
                "-XX:NewRatio=2",
                "-XX:SurvivorRatio=4",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dorg.sqlite.lib.path=" + home + "/lib");
        return options(own, home, cache, "io.mailsender.Application");
    }

    static List<String> healthCheck() {
        return options(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1"), HOME, USE, "io.mailsender.HealthCheck");
    }

    /** The JVM ignores its cache if the collector or native access differ from the run that created it. */
    private static List<String> options(List<String> own, String home, String cache, String main) {
        List<String> options = new ArrayList<>(own);
        options.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                cache + cache(home),
                "-Duser.home=" + STATE,
                "-cp",
                home + "/mail-sender-daemon.jar",
                main));
        return options;
    }
}
