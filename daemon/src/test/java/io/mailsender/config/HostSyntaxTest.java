package io.mailsender.config;

import static io.mailsender.config.ConfigurationTest.check;
import static io.mailsender.config.ConfigurationTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong hosts and URLs are refused at the start. At the first mail they would lead to "unknown", and perhaps to a copy. */
class HostSyntaxTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api.mailgun.net                    | "api.mailgun.net" has no scheme; write a URL such as https://api.example.com
            api.mailgun.net:443                | "api.mailgun.net:443" has no scheme
            localhost:8025                     | "localhost:8025" has no scheme
            127.0.0.1:8025                     | "127.0.0.1:8025" is not a URL
            //api.mailgun.net                  | "//api.mailgun.net" has no scheme
            /v3                                | "/v3" has no scheme
            ftp://api.mailgun.net              | the scheme ftp is not supported; write a URL such as https://
            htps://api.mailgun.net             | the scheme htps is not supported
            file:///etc/passwd                 | the scheme file is not supported
            https:/api.mailgun.net             | "https:/api.mailgun.net" has no host
            https:api.mailgun.net              | "https:api.mailgun.net" has no scheme
            https://                           | "https://" is not a URL
            https:///v3                        | "https:///v3" has no host
            https://:443                       | "" is not a host name
            https://api.mailgun.net:70000      | the port "70000" is not a number from 1 to 65535
            https://api.mailgun.net:0          | the port "0" is not a number from 1 to 65535
            https://api.mailgun.net:           | the port "" is not a number from 1 to 65535
            https://api.mailgun.net:-1         | the port "-1" is not a number from 1 to 65535
            https://api.mailgun.net:https      | the port "https" is not a number from 1 to 65535
            https://api.mailgun.net:99999999999999999999 | the port "99999999999999999999" is not a number from 1
            https://user:s3cr3t@api.mailgun.net | must not contain a user or a password; remove everything before the @
            https://user:s3 cr3t@api.mailgun.net | "...@api.mailgun.net" is not a URL
            https://api.mailgun.net?key=s3cr3t | must not contain ? or #; remove it and everything after it
            https://api.mailgun.net/#v3        | must not contain ? or #
            https://api mailgun.net            | "https://api mailgun.net" is not a URL
            https://api.mailgun.net /v3        | "https://api.mailgun.net /v3" is not a URL
            ' https://api.mailgun.net'         | " https://api.mailgun.net" is not a URL
            'https://api.mailgun.net '         | "https://api.mailgun.net " is not a URL
            https://bücher.example             | "bücher.example" is not ASCII; write xn--bcher-kva.example
            https://api..mailgun.net           | "api..mailgun.net" is not a host name
            https://-api.mailgun.net           | "-api.mailgun.net" is not a host name
            https://api,mailgun.net            | "api,mailgun.net" is not a host name
            https://1234                       | "1234" is not a host name
            https://300.1.1.1                  | "300.1.1.1" is not a host name
            https://::1:8080                   | "::1:8080" is not a host; write an IPv6 address in brackets, such as http://[::1]:8080
            https://fe80::1                    | "fe80::1" is not a host; write an IPv6 address in brackets
            'https://[fe80::1%eth0]'           | "[fe80::1%eth0]" has a zone, which a URL cannot have
            'https://[::1]8080'                | "https://[::1]8080" is not a URL
            'https://[12345::1]'               | "https://[12345::1]" is not a URL
            """)
    void refusesAnEndpoint(String url, String problem) {
        for (String kind :
                new String[] {"kind: mailgun, api-key: k, domain: mg.example.com", "kind: amazon-ses, region: eu-west-1"
                }) {
            assertThat(refusal("providers: {a: {" + kind + ", from: a@example.com, endpoint: '" + url + "'}}"))
                    .startsWith("providers.a.endpoint: " + problem)
                    .doesNotContain("s3cr3t", "cr3t", "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.eu.mailgun.net",
                "HTTPS://API.MAILGUN.NET/",
                "http://127.0.0.1:8025",
                "http://[::1]:8025/prefix",
                "http://[::ffff:192.0.2.1]",
                "http://mail_sink:8025",
                "http://localhost",
                "https://vpce-0a1b-2c3d.email.eu-west-1.vpce.amazonaws.com",
                "https://api.mailgun.net.:443/a%20b",
                "https://xn--bcher-kva.example:65535"
            })
    void acceptsAnEndpoint(String url) {
        String mailgun = "kind: mailgun, api-key: k, domain: mg.example.com, from: a@example.com";
        assertThatCode(() -> check("providers: {a: {" + mailgun + ", endpoint: '" + url + "'}}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smtp.example.com:587               | "smtp.example.com:587" has a port; write it in the setting for the port
            smtp.example.com:                  | "smtp.example.com:" has a port
            192.0.2.1:25                       | "192.0.2.1:25" has a port
            smtp://smtp.example.com            | is a URL; write only its host, smtp.example.com
            smtps://user:s3cr3t@smtp.example.com:587/x | is a URL; write only its host, smtp.example.com
            'smtp://[2001:db8::1]:587'         | is a URL; write only its host, 2001:db8::1
            smtp://                            | is a URL; write only its host, host.example.com
            '[2001:db8::1]'                    | "[2001:db8::1]" has brackets or a port; write an IPv6 address without them
            '[2001:db8::1]:587'                | "[2001:db8::1]:587" has brackets or a port
            user:s3cr3t@smtp.example.com       | "...@smtp.example.com" is not a host name
            smtp.example.com/                  | "smtp.example.com/" is not a host name; write one such as host.example.com
            'smtp.gmail.com '                  | "smtp.gmail.com " is not a host name
            smtp example.com                   | "smtp example.com" is not a host name
            smtp.example.com,smtp2.example.com | "smtp.example.com,smtp2.example.com" is not a host name
            1234                               | "1234" is not a host name
            10.1                               | "10.1" is not a host name
            smtp.bücher.example                | "smtp.bücher.example" is not ASCII; write smtp.xn--bcher-kva.example
            *                                  | "*" is not a host name
            2001:db8::1::2                     | "2001:db8::1::2" is not a host name
            """)
    void refusesAnSmtpHost(String host, String problem) {
        assertThat(refusal("providers: {a: {kind: smtp, from: a@example.com, host: '" + host + "'}}"))
                .startsWith("providers.a.host: " + problem)
                .doesNotContain("s3cr3t", "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp.example.com",
                "smtp.example.com.",
                "localhost",
                "mail_relay",
                "192.0.2.1",
                "2001:db8::1",
                "::1",
                "fe80::1%eth0",
                "xn--bcher-kva.example",
                "7bit.example.com"
            })
    void acceptsAnSmtpHost(String host) {
        assertThatCode(() -> check("providers: {a: {kind: smtp, from: a@example.com, host: '" + host + "'}}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                     | * is not an address; write 0.0.0.0 for all IPv4 addresses, or :: for all IPv4 and IPv6 addresses
            0.0.0.0:8080          | "0.0.0.0:8080" has a port; write it in the setting
            http://127.0.0.1:8080 | is a URL; write only its host, 127.0.0.1
            '[::1]'               | "[::1]" has brackets or a port; write an IPv6 address without them, such as ::1
            '[::]:8080'           | "[::]:8080" has brackets or a port
            """)
    void refusesAnAddressToListenOn(String host, String problem) {
        String provider = "providers: {a: {kind: capture}}\n";
        assertThat(refusal(provider + "server: {host: '" + host + "'}")).startsWith("server.host: " + problem);
        assertThat(refusal(provider + "server: {management-port: 1, management-host: '" + host + "'}"))
                .startsWith("server.management-host: " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com:70000/mail",
                "jdbc:postgresql://db.example.com:many/mail",
                "jdbc:postgresql://user:s3cr3t@db.example.com:99999/mail",
                "jdbc:postgresql://db.example.com/a%zz"
            })
    void refusesAUrlOfTheStore(String url) {
        assertThat(refusal("providers: {a: {kind: capture}}\nstore: {kind: postgresql, url: '" + url + "'}"))
                .startsWith("store: url is not one that the PostgreSQL driver understands")
                .doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            region: eu_west_1                               | providers.a.region: must be a region's code, such as eu-west-1
            region: https://email.eu-west-1.amazonaws.com   | providers.a.region: must be a region's code
            region: 'eu-west-1 '                            | providers.a.region: must be a region's code
            region: eu-west-1, endpoint: 'http://mail_sink' | providers.amazon-ses.*: endpoint: a host with an underscore
            """)
    void refusesAPartOfAHost(String settings, String problem) {
        assertThat(refusal("providers: {a: {kind: amazon-ses, from: a@example.com, " + settings + "}}"))
                .startsWith(problem.replace("providers.amazon-ses.*", "providers.a"));
    }

    @ParameterizedTest
    @CsvSource({"'k3y\n'", "'k3y\r\n'", "k3y"})
    void readsASecretFromTheEnvironmentWithoutItsLineEnd(String value) {
        assertThat(check(
                                "providers: {a: {kind: mailgun, api-key: '${KEY}', domain: mg.example.com, from: a@example.com}}",
                                Map.of("KEY", value))
                        .properties())
                .containsEntry("providers.mailgun.a.api-key", "k3y");
    }
}
