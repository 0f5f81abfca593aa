package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressOrderTest {

    private final List<InetAddress> addresses = addresses("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2");
    private final AddressOrder order = new AddressOrder();

    @Test
    void alternatesTheFamilies() {
        assertThat(order.order(addresses)).isEqualTo(addresses("192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"));
        assertThat(order.order(addresses("2001:db8::1", "2001:db8::2", "192.0.2.1")))
                .isEqualTo(addresses("2001:db8::1", "192.0.2.1", "2001:db8::2"));
        assertThat(order.order(List.of())).isEmpty();
    }

    @Test
    void putsFailedAddressesLast() {
        addresses.forEach(order::failed);
        assertThat(order.order(addresses)).isEqualTo(addresses);
        order.failed(addresses.get(0));
        order.answered(addresses.get(3));
        assertThat(order.order(addresses)).isEqualTo(addresses("2001:db8::2", "192.0.2.2", "2001:db8::1", "192.0.2.1"));
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals)
                .map(literal -> {
                    try {
                        return InetAddress.getByName(literal);
                    } catch (UnknownHostException e) {
                        throw new IllegalArgumentException(e);
                    }
                })
                .toList();
    }
}
