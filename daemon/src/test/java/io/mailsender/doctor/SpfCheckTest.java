package io.mailsender.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SPF records of a sender's domain, as they are found in the wild. */
class SpfCheckTest {

    private static final String INCLUDE = "_spf.vendor.example";

    @RegisterExtension
    static final DnsFixture DNS = new DnsFixture();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 include:_spf.vendor.example -all",
                "v=spf1 mx a:relay.example.com ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.vendor.example ~all",
                "V=SPF1 Include:_SPF.Vendor.Example -ALL",
                "v=spf1 +include:_spf.vendor.example. ?all",
                "v=spf1   include:_spf.vendor.example   -all ",
                "v=spf1 redirect=_spf.vendor.example",
                "v=spf1 exp=explain._spf.%{d} include:_spf.vendor.example -all",
                "v=spf1 exists:%{ir}.%{l1r-/=}.spf.example.com include:_spf.vendor.example -all",
                "v=spf1 include:_spf.vendor.example -all ~all include:nowhere.example",
                "v=spf1 a//64 mx/24//64 include:_spf.vendor.example -all"
            })
    void acceptsARecordThatIncludesTheProvider(String record) {
        DNS.server().txt("example.com", record).txt(INCLUDE, "v=spf1 ip4:192.0.2.1 -all");

        assertThat(check().level()).as(check().text()).isEqualTo(Level.OK);
    }

    /** domainaware/checkdmarc#36 and #204: the strings of one record belong together, without a space. */
    @Test
    void joinsTheStringsOfARecord() {
        DNS.server()
                .txt(
                        "example.com",
                        "v=spf1 ip4:59.106.42.224/28 ip4:59.10",
                        "6.116.96/27 include:_spf.ven",
                        "dor.example -all")
                .txt(INCLUDE, "v=spf1 -all");

        assertThat(check().level()).as(check().text()).isEqualTo(Level.OK);
    }

    @Test
    void asksAgainOverTcpForALongAnswer() {
        DNS.server().txt(INCLUDE, "v=spf1 -all").txt("example.com", "v=spf1 include:_spf.vendor.example -all");
        for (int i = 0; i < 20; i++) {
            DNS.server().txt("example.com", "verification-" + i + "=" + "x".repeat(200));
        }

        assertThat(check().level()).as(check().text()).isEqualTo(Level.OK);
    }

    @Test
    void followsIncludesRedirectsAndAliases() {
        DNS.server()
                .txt("example.com", "v=spf1 redirect=_spf.example.com")
                .alias("_spf.example.com", "spf.hosting.example")
                .txt("spf.hosting.example", "v=spf1 include:all.example ~all")
                .txt("all.example", "v=spf1 include:_spf.vendor.example -all")
                .txt(INCLUDE, "v=spf1 -all");

        assertThat(check().level()).as(check().text()).isEqualTo(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 mx ~all, WARNING",
        "v=spf1 mx -all, ERROR",
        "v=spf1 mx, WARNING",
        "v=spf1 -include:_spf.vendor.example ~all, WARNING",
        "v=spf1 -all include:_spf.vendor.example, ERROR",
        "v=spf1 redirect=other.example, ERROR",
        "v=spf1 ~all redirect=_spf.vendor.example, WARNING"
    })
    void warnsIfTheProviderIsNotAllowed(String record, Level level) {
        DNS.server().txt("example.com", record).txt(INCLUDE, "v=spf1 -all").txt("other.example", "v=spf1 mx -all");

        Finding finding = check();

        assertThat(finding.level()).as(finding.text()).isEqualTo(level);
        assertThat(finding.text()).contains("the SPF record of example.com does not include _spf.vendor.example");
        assertThat(finding.remedy()).isEqualTo("add include:_spf.vendor.example to it");
    }

    /** domainaware/checkdmarc#209: the missing space. */
    @ParameterizedTest
    @CsvSource({
        "v=spf1 ip4:45.154.45.81~all, 'the record of example.com: \"ip4:45.154.45.81~all\" is not a term of SPF'",
        "v=spf1 ipv4:192.0.2.1 -all, 'the record of example.com: \"ipv4:192.0.2.1\" is not a term of SPF'",
        "v=spf1 include: -all, 'the record of example.com: \"include:\" is not a term of SPF'",
        "v=spf1 include:nowhere.example -all, 'refers to nowhere.example, which has no SPF record'",
        "v=spf1 include:two.example -all, two.example has 2 SPF records",
        "v=spf1 include:loop.example -all, refers to itself through example.com"
    })
    void reportsABrokenRecord(String record, String fault) {
        DNS.server()
                .txt("example.com", record)
                .txt("two.example", "v=spf1 -all")
                .txt("two.example", "v=spf1 ~all")
                .txt("loop.example", "v=spf1 redirect=example.com");

        Finding finding = check();

        assertThat(finding.level()).isEqualTo(Level.ERROR);
        assertThat(finding.text()).isEqualTo("the SPF record of example.com is broken: " + fault);
    }

    @Test
    void reportsTwoRecords() {
        DNS.server()
                .txt("example.com", "v=spf1 include:_spf.vendor.example -all")
                .txt("example.com", "v=spf1 mx -all");

        assertThat(check().text()).isEqualTo("the SPF record of example.com is broken: example.com has 2 SPF records");
    }

    @ParameterizedTest
    @ValueSource(strings = {"google-site-verification=v=spf1", "v=spf10 -all", "spf2.0/pra -all", "\"v=spf1 -all\""})
    void reportsAMissingRecord(String other) {
        DNS.server().txt("example.com", other);

        Finding finding = check();

        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.text()).isEqualTo("example.com has no SPF record");
        assertThat(finding.remedy())
                .isEqualTo("publish a TXT record \"v=spf1 include:_spf.vendor.example ~all\" for example.com");
    }

    /** domainaware/checkdmarc#112. */
    @ParameterizedTest
    @CsvSource({"11, 0, ERROR", "9, 0, OK", "11, 11, WARNING"})
    void countsLookups(int before, int after, Level level) {
        String record = "v=spf1" + " a:a.example".repeat(Math.max(0, before - after)) + " include:" + INCLUDE
                + " a:b.example".repeat(after) + " -all";
        DNS.server().txt("example.com", record).txt(INCLUDE, "v=spf1 -all");

        Finding finding = check();

        assertThat(finding.level()).as(finding.text()).isEqualTo(level);
        if (level != Level.OK) {
            assertThat(finding.text()).contains("needs 12 DNS look-ups; receivers stop after 10");
        }
    }

    @Test
    void endsEvenIfTheRecordsDoNot() {
        for (int i = 0; i < 100; i++) {
            DNS.server().txt(i == 0 ? "example.com" : i + ".example", "v=spf1 include:" + (i + 1) + ".example -all");
        }

        assertThat(check().text()).contains("at least 40 DNS look-ups");
    }

    @Test
    void aSilentNameServerIsNotAMissingRecord() {
        DNS.server().failing("example.com");

        Finding finding = check();

        assertThat(finding.level()).isEqualTo(Level.UNKNOWN);
        assertThat(finding.text()).startsWith("DNS, TXT of example.com: the name server answered");
    }

    @Test
    void saysWhatARelayNeeds() {
        DNS.server().empty("example.com");
        assertThat(check(null).remedy())
                .isEqualTo("publish a TXT record \"v=spf1 ip4:ADDRESS ~all\" for example.com,"
                        + " with ip4:ADDRESS for each address that the relay sends from");
        DNS.server().txt("example.com", "v=spf1 ip4:192.0.2.1 -all");
        assertThat(check(null).level()).isEqualTo(Level.OK);
        DNS.server().clear().txt("example.com", "v=spf1 +all");
        assertThat(check(null).level()).isEqualTo(Level.WARNING);
    }

    private static Finding check() {
        return check(INCLUDE);
    }

    private static Finding check(@Nullable String include) {
        AccountLookup account = new AccountLookup() {
            @Override
            public CompletionStage<List<Finding>> findings() {
                return CompletableFuture.completedFuture(List.of());
            }

            @Override
            public Optional<String> spfInclude() {
                return Optional.ofNullable(include);
            }
        };
        return new SpfCheck(DNS.records())
                .finding(account, "example.com")
                .toCompletableFuture()
                .join();
    }
}
