package io.mailsender.provider.adapter;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** What the settings leave out and AWS's environment says: variables, profile, instance. */
record AmazonSesEnvironment(AmazonSes.Settings settings) {

    static final String REGION = "[a-z0-9-]+";
    static final String NOT_A_REGION = "must be a region's code, such as eu-west-1";

    /** @throws IllegalArgumentException if neither has a region */
    String region() {
        if (settings.region() != null) {
            return settings.region();
        }
        try {
            String found = new DefaultAwsRegionProviderChain().getRegion().id();
            if (!found.matches(REGION)) {
                throw new IllegalArgumentException("the region in AWS's environment " + NOT_A_REGION);
            }
            return found;
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    "region is missing, and AWS's environment has none; set region or AWS_REGION", e);
        }
    }

    URI endpoint(String region) {
        URI endpoint = settings.endpoint();
        return endpoint != null
                ? endpoint
                : AmazonSesRequestSigner.endpoint(
                        region,
                        isOn(settings.fips(), SdkSystemSetting.AWS_USE_FIPS_ENDPOINT),
                        isOn(settings.dualstack(), SdkSystemSetting.AWS_USE_DUALSTACK_ENDPOINT));
    }

    private static boolean isOn(@Nullable Boolean setting, SdkSystemSetting byDefault) {
        return setting != null ? setting : byDefault.getBooleanValue().orElse(false);
    }

    AwsCredentialsProvider credentials() {
        String id = settings.accessKeyId();
        String secret = settings.secretAccessKey();
        String token = settings.sessionToken();
        if (id == null || secret == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, token));
    }
}
