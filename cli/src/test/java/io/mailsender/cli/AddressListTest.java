package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressListTest {

    /** The first eleven are from RFC 5322, appendix A. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "John Doe <jdoe@machine.example> | jdoe@machine.example",
                "\"Joe Q. Public\" <john.q.public@example.com> | john.q.public@example.com",
                "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test> | mary@x.test jdoe@example.org one@y.test",
                "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net> | boss@nil.test sysservices@example.net",
                "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>; | c@a.test joe@where.test jdoe@one.test",
                "Undisclosed recipients:; |",
                "(Empty list)(start)Hidden recipients  :(nobody(that I know))  ; |",
                "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)> | pete@silly.test",
                "Chris Jones <c@(Chris's host.)public.example>, joe@example.org | c@public.example joe@example.org",
                "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example | mary@example.net jdoe@test.example",
                "John <@a.test,@b.test:jdoe@one.test> | jdoe@one.test",
                "root | root",
                "root (Cron Daemon) | root",
                "Cron <root> | root",
                "=?UTF-8?Q?J=C3=BCrgen=2C_Ann?= <j@example.com> | j@example.com",
                "\"a b\"@example.com, x@[192.0.2.1] | \"a b\"@example.com x@[192.0.2.1]",
                "\"a, b@c\" <d@example.com> | d@example.com",
                "a@example.com; b@example.com | a@example.com b@example.com",
                "jürgen@exämple.com | jürgen@exämple.com",
                "<> |",
                "team: ann@example.com; , bob@example.com | ann@example.com bob@example.com",
            })
    void reads(String list, String expected) throws Exception {
        assertThat(AddressList.parse(list).stream().map(ListedAddress::toString))
                .containsExactlyElementsOf(expected == null ? List.of() : List.of(expected.split(" (?!b\")")));
    }

    @Test
    void readsFoldedLists() throws Exception {
        assertThat(AddressList.parse(" Ann\r\n <ann@example.com>,\r\n\tbob@example.com\r\n"))
                .extracting(ListedAddress::toString)
                .containsExactly("ann@example.com", "bob@example.com");
    }

    @Test
    void knowsThePlaces() throws Exception {
        String text = " Ann Lee <root> (x), bob";
        assertThat(AddressList.parse(text))
                .extracting(a -> text.substring(a.start(), a.end()) + "|" + text.substring(a.specStart(), a.specEnd()))
                .containsExactly("Ann Lee <root>|root", "bob|bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann lee",
                "ann@",
                "@example.com",
                "a@b@c",
                "<ann@example.com",
                "ann>",
                "\"ann@example.com",
                "(ann",
                "a <b> <c>",
                "ann@example.com bob@example.com",
                "<a@b.c, d@e.f>",
                "a\u0000b@c.d",
                ")",
                "a[b@c.d"
            })
    void refuses(String list) {
        assertThatThrownBy(() -> AddressList.parse(list)).isInstanceOf(AddressSyntaxException.class);
    }

    /** Each character is read once, so that a hostile list costs little. */
    @Test
    void readsLongLists() throws Exception {
        assertThat(AddressList.parse("a@b.c,".repeat(100_000))).hasSize(100_000);
        assertThatThrownBy(() -> AddressList.parse("(".repeat(1_000_000))).isInstanceOf(AddressSyntaxException.class);
        assertThatThrownBy(() -> AddressList.parse("a ".repeat(500_000))).isInstanceOf(AddressSyntaxException.class);
    }
}
