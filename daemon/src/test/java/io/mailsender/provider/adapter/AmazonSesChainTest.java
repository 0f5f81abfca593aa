package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AWS's default chains of credentials and regions, in a child process with its own environment. */
class AmazonSesChainTest {

    private static final String CREDENTIALS = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>ASIAWEBIDENTITY</AccessKeyId>
                  <SecretAccessKey>secret-of-the-pod</SecretAccessKey>
                  <SessionToken>token-of-the-pod</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
              <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </AssumeRoleWithWebIdentityResponse>
            """;

    @TempDir
    Path directory;

    private FaultyHttpServer ses;
    private FaultyHttpServer sts;

    @BeforeEach
    void start() throws Exception {
        ses = FaultyHttpServer.start().always(Behaviours.json(200, "{\"MessageId\":\"0100018c\"}"));
        sts = FaultyHttpServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        ses.close();
        sts.close();
    }

    @Test
    void usesTheRoleOfAKubernetesServiceAccount() throws Exception {
        sts.always(Behaviours.answer(200, "text/xml", CREDENTIALS));
        assertThat(SesChildProcess.send(ses.uri(), webIdentity())).contains("providerMessageId=0100018c");

        String question = URLDecoder.decode(sts.onlyRequest().text(), UTF_8);
        assertThat(question)
                .contains("Action=AssumeRoleWithWebIdentity")
                .contains("RoleArn=arn:aws:iam::123456789012:role/mailer")
                .contains("WebIdentityToken=the-token-in-the-file");
        var request = ses.onlyRequest();
        assertThat(SigV4.claim(request).accessKeyId()).isEqualTo("ASIAWEBIDENTITY");
        assertThat(SigV4.claim(request).region()).isEqualTo("eu-north-1");
        assertThat(request.header("X-Amz-Security-Token")).isEqualTo("token-of-the-pod");
        assertThat(SigV4.claim(request).signature()).isEqualTo(SigV4.signature(request, "secret-of-the-pod"));
    }

    @Test
    void isUnavailableIfTheRoleIsRefused() throws Exception {
        sts.always(Behaviours.answer(
                403,
                "text/xml",
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                        + "<Message>Not authorized</Message></Error></ErrorResponse>"));
        assertThat(SesChildProcess.send(ses.uri(), webIdentity()))
                .contains("Unavailable[cause=ACCOUNT")
                .contains("no AWS credentials")
                .doesNotContain("the-token-in-the-file");
        assertThat(ses.requests()).isEmpty();
    }

    private Map<String, String> webIdentity() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "the-token-in-the-file");
        return Map.of(
                "AWS_REGION",
                "eu-north-1",
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/mailer",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString(),
                "AWS_ENDPOINT_URL_STS",
                sts.uri().toString(),
                // Otherwise the chain would try the instance metadata next, over the network.
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "HOME",
                directory.toString());
    }
}
