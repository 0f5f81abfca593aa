package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceEndpointKey;
import software.amazon.awssdk.regions.servicemetadata.EmailServiceMetadata;

class AmazonSesEndpointTest {

    /** The regions in which AWS's SDK knows SES, and one of each partition in which it may follow. */
    static Stream<String> regions() {
        return Stream.concat(
                new EmailServiceMetadata().regions().stream().map(Region::id).filter(id -> !id.startsWith("fips-")),
                Stream.of("mx-central-1", "cn-north-1", "cn-northwest-1", "eusc-de-east-1"));
    }

    @ParameterizedTest
    @MethodSource("regions")
    void isTheEndpointOfTheSdk(String region) {
        assertThat(AmazonSesRequestSigner.endpoint(region, false, false)).isEqualTo(sdk(region));
        assertThat(AmazonSesRequestSigner.endpoint(region, true, false)).isEqualTo(sdk(region, EndpointTag.FIPS));
        assertThat(AmazonSesRequestSigner.endpoint(region, false, true)).isEqualTo(sdk(region, EndpointTag.DUALSTACK));
        assertThat(AmazonSesRequestSigner.endpoint(region, true, true))
                .isEqualTo(sdk(region, EndpointTag.FIPS, EndpointTag.DUALSTACK));
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, false, email.us-east-1.amazonaws.com",
        "us-gov-west-1, true, email-fips.us-gov-west-1.amazonaws.com",
        "cn-north-1, false, email.cn-north-1.amazonaws.com.cn"
    })
    void isAwsUnlessConfigured(String region, boolean fips, String host) {
        var settings = new AmazonSes.Settings(
                "amazon_ses", region, "a@b.example", List.of(), null, fips, false, null, null, null, null, null);
        assertThat(new AmazonSesEnvironment(settings).endpoint(region)).isEqualTo(URI.create("https://" + host));
        URI own = URI.create("https://vpce-1.email.eu-west-1.vpce.amazonaws.com/");
        assertThat(new AmazonSesEnvironment(SesFixture.settings(own, null)).endpoint("eu-west-1"))
                .isEqualTo(own);
    }

    private static URI sdk(String region, EndpointTag... tags) {
        return URI.create("https://"
                + new EmailServiceMetadata()
                        .endpointFor(ServiceEndpointKey.builder()
                                .region(Region.of(region))
                                .tags(tags)
                                .build()));
    }
}
