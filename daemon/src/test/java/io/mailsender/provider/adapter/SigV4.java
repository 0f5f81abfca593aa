package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailsender.testing.FaultyHttpServer.Request;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The server side of AWS Signature Version 4, computed from the received request without AWS's code. */
final class SigV4 {

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<date>\\d{8})"
                    + "/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, SignedHeaders=(?<headers>[^,]+), Signature=(?<signature>[0-9a-f]{64})");

    /** The parts of the Authorization field. */
    record Claim(String accessKeyId, String region, String service, List<String> signedHeaders, String signature) {}

    private SigV4() {}

    static Claim claim(Request request) {
        Matcher m = AUTHORIZATION.matcher(String.valueOf(request.header("Authorization")));
        if (!m.matches()) {
            throw new AssertionError("no signature: " + request.header("Authorization"));
        }
        return new Claim(
                m.group("key"),
                m.group("region"),
                m.group("service"),
                List.of(m.group("headers").split(";")),
                m.group("signature"));
    }

    /** The correct signature of a request. */
    static String signature(Request request, String secret) throws GeneralSecurityException {
        Claim claim = claim(request);
        String date = String.valueOf(request.header("X-Amz-Date"));
        String day = date.substring(0, 8);
        String scope = day + "/" + claim.region() + "/" + claim.service() + "/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + sha256(canonical(request, claim).getBytes(UTF_8));
        byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), day);
        for (String part : List.of(claim.region(), claim.service(), "aws4_request")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String canonical(Request request, Claim claim) throws GeneralSecurityException {
        // For every service except S3 the signed path is encoded twice.
        String path = Arrays.stream(request.path().split("/", -1))
                .map(segment -> URLEncoder.encode(segment, UTF_8))
                .collect(Collectors.joining("/"));
        Map<String, String> headers = new TreeMap<>();
        claim.signedHeaders().forEach(name -> headers.put(name, String.valueOf(request.header(name))));
        String fields = headers.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue() + "\n")
                .collect(Collectors.joining());
        return request.method() + "\n" + path + "\n\n" + fields + "\n" + String.join(";", headers.keySet()) + "\n"
                + sha256(request.body());
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
