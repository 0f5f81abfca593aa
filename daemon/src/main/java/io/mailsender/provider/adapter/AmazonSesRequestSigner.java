package io.mailsender.provider.adapter;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Makes requests to SES, or another service of AWS, in one region and signs them with their payload (AWS Signature Version 4). */
final class AmazonSesRequestSigner {

    private final String service;
    private final String endpoint;
    private final String region;
    private final AmazonSesCredentialsCache credentials;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** @param endpoint without a slash at its end */
    AmazonSesRequestSigner(String endpoint, String region, AmazonSesCredentialsCache credentials) {
        this("ses", endpoint, region, credentials);
    }

    /** @param service the name of the service in a signature */
    AmazonSesRequestSigner(String service, String endpoint, String region, AmazonSesCredentialsCache credentials) {
        this.service = service;
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
    }

    /**
     * The endpoint of SES, by the rules of AWS's endpoint descriptions for the commercial partition, GovCloud, China and the European
     * Sovereign Cloud. The SDK's own table gives the same, but loads the endpoints of four hundred services.
     */
    static URI endpoint(String region, boolean fips, boolean dualstack) {
        String suffix;
        if (region.startsWith("cn-")) {
            suffix = dualstack ? "api.amazonwebservices.com.cn" : "amazonaws.com.cn";
        } else if (region.startsWith("eusc-")) {
            suffix = dualstack ? "api.amazonwebservices.eu" : "amazonaws.eu";
        } else {
            suffix = dualstack ? "api.aws" : "amazonaws.com";
        }
        return URI.create("https://email" + (fips ? "-fips" : "") + "." + region + "." + suffix);
    }

    /**
     * @param path percent-encoded
     * @param wait how long to wait for credentials
     * @return completes exceptionally if there are no credentials
     */
    CompletionStage<HttpRequest<?>> signed(HttpMethod method, String path, byte[] body, Duration wait) {
        return credentials
                .resolve(wait)
                .thenApply(identity -> sign(identity, method, URI.create(endpoint + path), body));
    }

    private HttpRequest<?> sign(AwsCredentialsIdentity identity, HttpMethod method, URI uri, byte[] body) {
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method.name()))
                .uri(uri)
                .build();
        SdkHttpRequest signed = signer.sign(r -> r.identity(identity)
                        .request(unsigned)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        MutableHttpRequest<Object> request = HttpRequest.create(method, uri.toString());
        signed.forEachHeader((name, values) -> {
            // The client sets Host itself.
            if (!name.equalsIgnoreCase(HttpHeaders.HOST)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return body.length == 0 ? request : request.contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
