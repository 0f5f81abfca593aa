package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads the Debian package. {@code test-install} installs it. */
class DebianPackageIT {

    private static final String FILES = """
            etc/mail-sender-daemon/config.yml 640 root:root
            etc/mail-sender-daemon/environment 600 root:root
            usr/bin/mail-sender 777 root:root -> ../lib/mail-sender/bin/mail-sender
            usr/lib/mail-sender/bin/mail-sender 755 root:root
            usr/lib/mail-sender/bin/mail-sender-daemon 755 root:root
            usr/lib/mail-sender/bin/sendmail 755 root:root
            usr/lib/mail-sender/lib/mail-sender-daemon.jar 644 root:root
            usr/lib/mail-sender/lib/mail-sender.jar 644 root:root
            usr/lib/mail-sender/lib/quick-start 755 root:root
            usr/lib/systemd/system/mail-sender-daemon.service 644 root:root
            usr/sbin/mail-sender-daemon 777 root:root -> ../lib/mail-sender/bin/mail-sender-daemon
            usr/share/bash-completion/completions/mail-sender 644 root:root
            usr/share/doc/mail-sender/README.md 644 root:root
            usr/share/doc/mail-sender/changelog.gz 644 root:root
            usr/share/doc/mail-sender/copyright 644 root:root
            usr/share/doc/mail-sender/mail-sender-daemon.THIRD-PARTY.txt 644 root:root
            usr/share/doc/mail-sender/mail-sender.THIRD-PARTY.txt 644 root:root
            usr/share/doc/mail-sender/sbom.cdx.json 644 root:root
            usr/share/lintian/overrides/mail-sender 644 root:root
            usr/share/man/man1/mail-sender.1.gz 644 root:root
            usr/share/man/man8/mail-sender-daemon.8.gz 644 root:root
            """;

    private static TarArchive control;
    private static TarArchive data;

    @BeforeAll
    static void read() throws IOException {
        BuildOutput.Deb deb = BuildOutput.deb();
        control = deb.control();
        data = deb.data();
    }

    @Test
    void containsTheseFilesWithTheseModesAndOwners() {
        List<String> expected = FILES.lines()
                // There is no SBOM if Maven is offline.
                .filter(line -> !line.contains("sbom")
                        || !System.getProperty("maven.session").equals("offline:true"))
                .toList();

        assertThat(data.members().entrySet().stream()
                        .filter(member -> !member.getValue().entry().isDirectory())
                        .map(member -> member.getKey() + " " + member.getValue().attributes()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(data.members().values())
                .filteredOn(member -> member.entry().isDirectory())
                .isNotEmpty()
                .allSatisfy(member -> assertThat(member.attributes()).isEqualTo("755 root:root"));
    }

    @Test
    void hasDebianMetadata() {
        Map<String, String> fields = Pattern.compile("(?m)^([A-Z][A-Za-z-]*): (.*)$")
                .matcher(control.get("control").text())
                .results()
                .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));

        assertThat(fields)
                .containsEntry("Package", "mail-sender")
                .containsEntry("Version", BuildOutput.DEBIAN_VERSION)
                .containsEntry("Architecture", "all")
                .containsEntry("Depends", "default-jre-headless (>= 2:1.17) | java17-runtime-headless, adduser");
        assertThat(fields.get("Maintainer")).matches("[^<]+ <[^@]+@[^>]+>");
        long size = data.members().values().stream()
                .mapToLong(m -> m.content().length)
                .sum();
        assertThat(Long.parseLong(fields.get("Installed-Size"))).isBetween(size / 1024 - 1, size / 1024 + 100);
    }

    @Test
    void keepsTheAdministratorsChanges() {
        assertThat(control.get("conffiles").text().lines())
                .containsExactlyInAnyOrder("/etc/mail-sender-daemon/config.yml", "/etc/mail-sender-daemon/environment");
    }

    @Test
    void hasTheChecksumOfEveryFile() throws NoSuchAlgorithmException {
        Map<String, String> sums = new TreeMap<>();
        for (Map.Entry<String, TarArchive.Member> member : data.members().entrySet()) {
            if (member.getValue().entry().isFile() && !member.getValue().entry().isSymbolicLink()) {
                byte[] digest = MessageDigest.getInstance("MD5")
                        .digest(member.getValue().content());
                sums.put(member.getKey(), String.format("%032x", new BigInteger(1, digest)));
            }
        }

        assertThat(control.get("md5sums").text().lines().map(line -> line.split(" +", 2)))
                .allSatisfy(line -> assertThat(sums.get(line[1])).as(line[1]).isEqualTo(line[0]))
                .hasSize(sums.size());
    }

    @Test
    void scriptsParse() throws Exception {
        for (String script : List.of("postinst", "prerm", "postrm")) {
            assertThat(control.get(script).attributes()).isEqualTo("755 root:root");
            assertParses(control.get(script).text());
        }
        for (String script : List.of("bin/mail-sender", "bin/mail-sender-daemon", "bin/sendmail", "lib/quick-start")) {
            assertParses(data.get("usr/lib/mail-sender/" + script).text());
        }
    }

    @Test
    void containsTheProgramsOfThisBuild() throws IOException {
        assertThat(data.get("usr/lib/mail-sender/lib/mail-sender-daemon.jar").content())
                .isEqualTo(Files.readAllBytes(BuildOutput.CHECKOUT.resolve("daemon/target/mail-sender-daemon.jar")));
        assertThat(data.get("usr/lib/mail-sender/lib/mail-sender.jar").content())
                .isEqualTo(Files.readAllBytes(BuildOutput.CHECKOUT.resolve("cli/target/mail-sender.jar")));
    }

    @Test
    void configurationIsTheDefaultOneWithAStoreFileAndWithoutTheConsole() throws IOException {
        List<String> defaults = Files.readAllLines(BuildOutput.CHECKOUT.resolve("config.yml.default"));
        List<String> installed =
                data.get("etc/mail-sender-daemon/config.yml").text().lines().toList();

        assertThat(installed).hasSameSizeAs(defaults);
        assertThat(installed.stream()
                        .filter(line -> !defaults.contains(line))
                        .map(line -> line.replaceAll(" +#.*", "")))
                .containsExactly("  console: false", "  file: /var/lib/mail-sender-daemon/mail-sender.db");
    }

    @Test
    void secretsAreThoseInTheConfiguration() throws IOException {
        String config = Files.readString(BuildOutput.CHECKOUT.resolve("config.yml.default"));

        assertThat(find(data.get("etc/mail-sender-daemon/environment").text(), "(?m)^#([A-Z_]+)=$"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(config).contains("${" + name + "}"));
    }

    @Test
    void daemonHasTheJvmFlagsOfTheLauncher() throws IOException {
        String flags = "(?m)^ *flags='(-[^']*)'";

        assertThat(find(data.get("usr/lib/mail-sender/bin/mail-sender-daemon").text(), flags))
                .hasSize(1)
                .isEqualTo(find(Files.readString(BuildOutput.CHECKOUT.resolve("mail-sender")), flags));
    }

    @Test
    void serviceStartsTheDaemonAndWaitsForItToFinish() throws IOException {
        String unit =
                data.get("usr/lib/systemd/system/mail-sender-daemon.service").text();
        String internals = Files.readString(BuildOutput.CHECKOUT.resolve("daemon/src/main/resources/application.yml"));

        assertThat(data.members())
                .containsKey(find(unit, "(?m)^ExecStart=/(.*)$").get(0));
        assertThat(Integer.parseInt(find(unit, "(?m)^TimeoutStopSec=(.*)$").get(0)))
                .isGreaterThan(Integer.parseInt(
                        find(internals, "grace-period: (\\d+)s").get(0)));
    }

    /** The service may write the store and the audit log that config.yml names, and a purge removes them. */
    @Test
    void serviceMayWriteTheFilesOfTheConfiguration() throws IOException {
        String unit =
                data.get("usr/lib/systemd/system/mail-sender-daemon.service").text();
        String config = data.get("etc/mail-sender-daemon/config.yml").text();
        String log = find(config, "(?m)^ *#?audit-file: (\\S+)/[^/]+$").get(0);
        String state = find(config, "(?m)^  file: (\\S+)/[^/ ]+").get(0);

        assertThat(find(unit, "(?m)^LogsDirectory=(.*)$")).containsExactly(log.replace("/var/log/", ""));
        assertThat(find(unit, "(?m)^StateDirectory=(.*)$")).containsExactly(state.replace("/var/lib/", ""));
        assertThat(find(control.get("postrm").text(), "(?m)^ *rm -rf (.*)$")
                        .get(0)
                        .split(" "))
                .contains(log, state);
    }

    @Test
    void changelogHasThisVersion() throws IOException {
        assertThat(data.get("usr/share/doc/mail-sender/changelog.gz").unzipped())
                .startsWith("mail-sender (" + BuildOutput.DEBIAN_VERSION + ") ");
    }

    private static void assertParses(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
        shell.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(shell.waitFor()).isZero();
    }

    private static List<String> find(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult r) -> r.group(1))
                .toList();
    }
}
