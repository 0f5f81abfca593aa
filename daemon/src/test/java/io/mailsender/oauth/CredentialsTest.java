package io.mailsender.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mailsender.testing.PemCertificate;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms, as Microsoft and Google describe them. */
class CredentialsTest {

    private static final Instant NOW = Instant.parse("2026-01-07T10:00:00Z");

    @TempDir
    static Path folder;

    private static PemCertificate rsa;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = PemCertificate.make(folder, "rsa", "RSA");
        rsa.writeTo(folder.resolve("rsa.pem"), folder.resolve("rsa.key"));
        PemCertificate.make(folder, "ec").writeTo(folder.resolve("ec.pem"), folder.resolve("ec.key"));
        Files.writeString(
                folder.resolve("google.json"),
                "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"key-7\",\"private_key\":\""
                        + Files.readString(folder.resolve("rsa.key"))
                                .replace("\r", "")
                                .replace("\n", "\\n")
                        + "\",\"client_email\":\"mail@p.iam.gserviceaccount.com\",\"client_id\":\"1\","
                        + "\"token_uri\":\"https://oauth2.googleapis.com/token\",\"other\":{\"a\":[1]}}");
    }

    @Test
    void microsoftTakesASecret() {
        TokenGrant grant = new MicrosoftCredentials("example.onmicrosoft.com", "an-id", "s3cret", null, null)
                .grant(MicrosoftCloud.GLOBAL, MicrosoftCloud.GLOBAL.smtpScope(), null);
        assertThat(grant.endpoint())
                .hasToString("https://login.microsoftonline.com/example.onmicrosoft.com/oauth2/v2.0/token");
        assertThat(grant.form(NOW))
                .isEqualTo(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "an-id",
                        "client_secret",
                        "s3cret",
                        "scope",
                        "https://outlook.office365.com/.default"));
        assertThat(grant.toString()).doesNotContain("s3cret");
    }

    /** learn.microsoft.com/entra/identity-platform/certificate-credentials: PS256 and x5t#S256. */
    @Test
    void microsoftTakesACertificate() throws Exception {
        TokenGrant grant = certificate("rsa.pem", "rsa.key")
                .grant(MicrosoftCloud.US_GOVERNMENT, MicrosoftCloud.US_GOVERNMENT.graphScope(), null);
        Map<String, String> form = grant.form(NOW);
        assertThat(form)
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("client_id", "an-id")
                .containsEntry("scope", "https://graph.microsoft.us/.default")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .doesNotContainKey("client_secret");
        String[] jwt = form.get("client_assertion").split("\\.");
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(rsa.certificate().getEncoded());
        assertThat(decoded(jwt[0]))
                .isEqualTo("{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + "\"}");
        Map<String, List<String>> claims = JsonMember.of(decoded(jwt[1]));
        assertThat(claims)
                .containsEntry("aud", List.of("https://login.microsoftonline.us/a-tenant/oauth2/v2.0/token"))
                .containsEntry("iss", List.of("an-id"))
                .containsEntry("sub", List.of("an-id"))
                .containsEntry("nbf", List.of(String.valueOf(NOW.getEpochSecond())))
                .containsEntry("exp", List.of(String.valueOf(NOW.getEpochSecond() + 600)));
        assertThat(claims.get("jti").get(0)).hasSize(36);
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        assertThat(verifies(pss, rsa.certificate().getPublicKey(), jwt)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.pem, ec.key, key-file must have the RSA key of the certificate in certificate-file",
        "ec.pem, ec.key, key-file must have the RSA key of the certificate in certificate-file",
        "no.pem, rsa.key, no such file",
        "rsa.pem, no.key, no such file",
        "rsa.pem, rsa.pem, contains no private key (PEM)"
    })
    void refusesACertificateThatCannotSign(String certificate, String key, String words) {
        MicrosoftCredentials credentials = certificate(certificate, key);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credentials.grant(MicrosoftCloud.GLOBAL, "s", null))
                .withMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "a tenant, id, s, , , tenant must be",
        "t, '', s, , , client-id must not be blank",
        "t, id, , , , 'set either client-secret, or certificate-file and key-file'",
        "t, id, s, c, k, 'set either client-secret, or certificate-file and key-file'",
        "t, id, , c, , certificate-file and key-file are needed together",
    })
    void refusesIncompleteCredentials(
            String tenant, String id, String secret, String certificate, String key, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MicrosoftCredentials(tenant, id, secret, certificate, key))
                .withMessageContaining(words);
    }

    @Test
    void eachCloudHasItsHosts() {
        assertThat(MicrosoftCloud.CHINA.tokenEndpoint("t"))
                .hasToString("https://login.chinacloudapi.cn/t/oauth2/v2.0/token");
        assertThat(MicrosoftCloud.US_DOD.graph()).hasToString("https://dod-graph.microsoft.us");
        assertThat(MicrosoftCloud.US_GOVERNMENT.smtpScope()).isEqualTo("https://outlook.office365.us/.default");
    }

    /** developers.google.com/identity/protocols/oauth2/service-account, "Preparing to make an authorized API call". */
    @Test
    void googleTakesAServiceAccount() throws Exception {
        TokenGrant grant = new GoogleCredentials(folder.resolve("google.json").toString(), null, null, null)
                .grant("noreply@example.com", "https://mail.google.com/", null);
        assertThat(grant.endpoint()).hasToString("https://oauth2.googleapis.com/token");
        Map<String, String> form = grant.form(NOW);
        assertThat(form)
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                .hasSize(2);
        String[] jwt = form.get("assertion").split("\\.");
        assertThat(decoded(jwt[0])).isEqualTo("{\"alg\":\"RS256\",\"kid\":\"key-7\",\"typ\":\"JWT\"}");
        assertThat(decoded(jwt[1]))
                .isEqualTo("{\"aud\":\"https://oauth2.googleapis.com/token\",\"exp\":1767783600,\"iat\":1767780000,"
                        + "\"iss\":\"mail@p.iam.gserviceaccount.com\",\"scope\":\"https://mail.google.com/\","
                        + "\"sub\":\"noreply@example.com\"}");
        assertThat(verifies(
                        Signature.getInstance("SHA256withRSA"),
                        rsa.certificate().getPublicKey(),
                        jwt))
                .isTrue();
        assertThat(grant.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void googleTakesARefreshToken() {
        TokenGrant grant = new GoogleCredentials(null, "an-id", "s3cret", "1//refresh")
                .grant("noreply@example.com", "https://mail.google.com/", URI.create("http://localhost:1/token"));
        assertThat(grant.endpoint()).hasToString("http://localhost:1/token");
        assertThat(grant.form(NOW))
                .isEqualTo(Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "an-id",
                        "client_secret",
                        "s3cret",
                        "refresh_token",
                        "1//refresh"));
        assertThat(grant.toString()).doesNotContain("s3cret", "refresh");
    }

    @ParameterizedTest
    @CsvSource({", id, s, ", ", , , ", "f.json, id, s, r", "f.json, , , r"})
    void refusesIncompleteGoogleCredentials(String file, String id, String secret, String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GoogleCredentials(file, id, secret, token))
                .withMessage("set either service-account-file, or client-id, client-secret and refresh-token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"installed":{"client_id":"x"}}                                | has no private_key
            {"private_key":"s3cret","client_email":"a@b"}                  | contains no private key (PEM)
            not json s3cret                                                | cannot be read as JSON
            """)
    void refusesAnotherFile(String content, String words) throws Exception {
        Path file = Files.writeString(folder.resolve("wrong.json"), content);
        GoogleCredentials credentials = new GoogleCredentials(file.toString(), null, null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credentials.grant("a@b.example", "s", null))
                .withMessageStartingWith("service-account-file: " + file)
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void showsTheClaimsOfAToken() {
        String claims =
                "{\"aud\":\"https://outlook.office365.com\",\"appid\":\"an-id\",\"tid\":\"t\",\"roles\":[\"SMTP.SendAsApp\","
                        + "\"Mail.Send\"],\"exp\":1767783600,\"x\":{\"roles\":[1]}}";
        assertThat(claims(claims).text())
                .isEqualTo("aud https://outlook.office365.com, appid an-id, tid t, roles SMTP.SendAsApp Mail.Send,"
                        + " exp 2026-01-07T11:00:00Z");
        assertThat(claims("{\"aud\":\"a\"}").text()).isEqualTo("aud a, no roles");
        assertThat(TokenClaims.of(token("ya29.opaque")).isOpaque()).isTrue();
        assertThat(TokenClaims.of(token("a.%%.c")).isOpaque()).isTrue();
        assertThat(TokenClaims.of(token("EwB4A8l6BAAU")).text()).isEmpty();
    }

    private static TokenClaims claims(String json) {
        return TokenClaims.of(
                token("e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8)) + ".s"));
    }

    private static AccessToken token(String value) {
        return new AccessToken(value, NOW, NOW);
    }

    private static MicrosoftCredentials certificate(String certificate, String key) {
        return new MicrosoftCredentials(
                "a-tenant",
                "an-id",
                null,
                folder.resolve(certificate).toString(),
                folder.resolve(key).toString());
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), UTF_8);
    }

    private static boolean verifies(Signature signature, PublicKey key, String[] jwt) throws Exception {
        signature.initVerify(key);
        signature.update((jwt[0] + "." + jwt[1]).getBytes(US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(jwt[2]));
    }
}
