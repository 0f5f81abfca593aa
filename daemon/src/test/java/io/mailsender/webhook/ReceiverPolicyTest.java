package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverPolicyTest {

    private final ReceiverPolicy strict = new ReceiverPolicy(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                // One address, written so that some library reads it.
                "https://127.1/",
                "https://127.0.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.1./",
                "https://1.2.3.4.5/",
                "https://017700000001/",
                "https://[::ffff:10.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::127.0.0.1]/",
                "https://[fe80::1%25eth0]/",
                "https://[::]/",
                "https://[::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[64:ff9b::169.254.169.254]/",
                "https://[64:ff9b:1::1]/",
                "https://[2002:7f00:1::]/",
                "https://[2002:0808:0808::1]/",
                "https://[2001:0:53aa:64c:0:5efe:80ff:fffe]/",
                "https://[2606:4700::5efe:7f00:1]/",
                "https://[fd00:ec2::254]/",
                "https://[fd20:ce::254]/",
                "https://168.63.129.16/",
                "https://[64:ff9b::168.63.129.16]/",
                "https://[fc00::1]/",
                "https://[fec0::1]/",
                "https://[ff02::1]/",
                "https://[100::1]/",
                "https://[2001:db8::1]/",
                "https://127.0.0.1/",
                "https://0.0.0.0/",
                "https://0.1.2.3/",
                "https://10.0.0.1/",
                "https://100.64.0.1/",
                "https://100.127.255.255/",
                "https://169.254.169.254/latest/meta-data",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.0.1/",
                "https://192.0.0.192/",
                "https://192.0.2.1/",
                "https://198.18.0.1/",
                "https://198.19.255.255/",
                "https://203.0.113.7/",
                "https://224.0.0.1/",
                "https://240.0.0.1/",
                "https://255.255.255.255/",
                // Two readings of one URL.
                "https://example.com@127.0.0.1/",
                "https://user:secret@example.com/",
                "https://example.com#@127.0.0.1/",
                "https://example.com\\@127.0.0.1/",
                "https://example.com:80@127.0.0.1/",
                "https://①②⑦.⓪.⓪.①/",
                "https://exämple.com/",
                "https://ex%61mple.com/",
                "https://example.com/\r\nX: y",
                "https://example.com/ä",
                "https:///path",
                "https:example.com",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com:/x y",
                "https://-example.com/",
                "https://.example.com/",
                "https://exa..mple.com/",
                // Other protocols, and http.
                "http://example.com/",
                "http://8.8.8.8/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:25/_x",
                "jar:https://example.com!/",
                "//example.com/",
                "example.com",
                ""
            })
    void refuses(String url) {
        assertThatThrownBy(() -> strict.check(ReceiverUrl.parse(url)))
                .satisfies(e ->
                        assertThat(e).isInstanceOfAny(IllegalArgumentException.class, RefusedReceiverException.class))
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://EXAMPLE.COM/Path?q=%41",
                "https://example.com.:8443/",
                "https://hooks.xn--exmple-cua.com/",
                "https://localhost/",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]:8443/x",
                "https://[64:ff9b::808:808]/",
                "https://3com.com/"
            })
    void acceptsUntilTheHostIsLookedUp(String url) {
        assertThatCode(() -> strict.check(ReceiverUrl.parse(url))).doesNotThrowAnyException();
    }

    @Test
    void readsTheParts() {
        assertThat(ReceiverUrl.parse("HTTPS://EXAMPLE.COM/Path?q=%41"))
                .isEqualTo(new ReceiverUrl(true, "example.com", null, 443, "/Path?q=%41"));
        assertThat(ReceiverUrl.parse("https://example.com?q").path()).isEqualTo("/?q");
        assertThat(ReceiverUrl.parse("https://[2606:4700::1111]:8443/x").hostHeader())
                .isEqualTo("[2606:4700::1111]:8443");
        assertThat(ReceiverUrl.parse("https://example.com:443").hostHeader()).isEqualTo("example.com");
        assertThat(ReceiverUrl.parse("http://example.com:443").hostHeader()).isEqualTo("example.com:443");
    }

    /** A name with a public and an internal address, as in DNS rebinding. */
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "8.8.8.8 1.1.1.1, true",
        "8.8.8.8 10.0.0.1, false",
        "10.0.0.1 8.8.8.8, false",
        "127.0.0.1, false",
        "::1, false",
        "::ffff:192.168.1.1, false",
        "fe80::1, false"
    })
    void checksEveryAddressOfAName(String addresses, boolean allowed) {
        ReceiverUrl url = ReceiverUrl.parse("https://example.com/");
        if (allowed) {
            assertThatCode(() -> strict.check(url, addresses(addresses))).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> strict.check(url, addresses(addresses)))
                    .isInstanceOf(RefusedReceiverException.class)
                    .hasMessageContaining("webhooks.allow-hosts")
                    .hasMessageNotContaining("192.168");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hooks.internal, http://hooks.internal/, 10.0.0.1, true",
        "hooks.internal, http://hooks.internal./, 10.0.0.1, true",
        "HOOKS.internal, https://hooks.INTERNAL/, 127.0.0.1, true",
        "hooks.internal, https://hooks.internal/, 169.254.169.254, false",
        "hooks.internal, https://xhooks.internal/, 10.0.0.1, false",
        "hooks.internal, https://a.hooks.internal/, 10.0.0.1, false",
        "*.internal, http://a.b.internal/, 10.0.0.1, true",
        "*.internal, http://internal/, 10.0.0.1, false",
        "10.0.0.0/8, http://hooks.internal/, 10.0.0.1, true",
        "10.0.0.0/8, http://hooks.internal/, 10.0.0.1 8.8.8.8, false",
        "10.0.0.0/8, https://hooks.internal/, 10.0.0.1 8.8.8.8, true",
        "10.0.0.0/8, https://hooks.internal/, 192.168.0.1, false",
        "10.0.0.0/8, http://10.1.2.3/, 10.1.2.3, true",
        "10.0.0.0/8, http://example.com/, 8.8.8.8, false",
        "127.0.0.1, http://127.0.0.1:8080/, 127.0.0.1, true",
        "127.0.0.1, http://127.0.0.2:8080/, 127.0.0.2, false",
        "fd00::/8, http://[fd12::1]/, fd12::1, true",
        "0.0.0.0/0, http://169.254.169.254/, 169.254.169.254, false",
        "::/0, https://[fd00:ec2::254]/, fd00:ec2::254, false",
        "::/0, https://[fd20:ce::254]/, fd20:ce::254, false",
        "168.63.129.16, https://168.63.129.16/, 168.63.129.16, false"
    })
    void allowsWhatTheSettingNames(String allowed, String url, String addresses, boolean expected) {
        ReceiverPolicy policy = new ReceiverPolicy(List.of(allowed));
        ReceiverUrl receiver = ReceiverUrl.parse(url);
        if (expected) {
            assertThatCode(() -> {
                        policy.check(receiver);
                        policy.check(receiver, addresses(addresses));
                    })
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> policy.check(receiver, addresses(addresses)))
                    .isInstanceOf(RefusedReceiverException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "http://example.com", "exa mple", "a/b", "*", "10.0.0", "::/129"})
    void refusesAWrongSetting(String entry) {
        assertThatThrownBy(() -> new ReceiverPolicy(List.of(entry))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<InetAddress> addresses(String text) {
        return List.of(text.split(" ")).stream()
                .map(NetUtil::createInetAddressFromIpAddressString)
                .toList();
    }
}
