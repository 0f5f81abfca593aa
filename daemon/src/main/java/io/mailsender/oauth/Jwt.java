package io.mailsender.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailsender.provider.JsonBody;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Signs an assertion: a JSON Web Token (RFC 7519) with an RSA signature (RFC 7518, sections 3.3 and 3.5). */
final class Jwt {

    enum Algorithm {
        RS256,
        PS256;

        private Signature signature() throws GeneralSecurityException {
            if (this == RS256) {
                return Signature.getInstance("SHA256withRSA");
            }
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            return signature;
        }
    }

    private Jwt() {}

    /**
     * @param header without {@code alg} and {@code typ}
     * @param claims strings and numbers
     */
    static String signed(Algorithm algorithm, PrivateKey key, Map<String, Object> header, Map<String, Object> claims) {
        Map<String, Object> whole = new TreeMap<>(header);
        whole.put("alg", algorithm.name());
        whole.put("typ", "JWT");
        String content = encoded(json(whole)) + "." + encoded(json(claims));
        try {
            Signature signature = algorithm.signature();
            signature.initSign(key);
            signature.update(content.getBytes(US_ASCII));
            return content + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the assertion cannot be signed: " + e.getMessage(), e);
        }
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] json(Map<String, Object> members) {
        return JsonBody.of(json -> {
            for (Map.Entry<String, Object> member : new TreeMap<>(members).entrySet()) {
                if (member.getValue() instanceof Number number) {
                    json.writeNumberField(member.getKey(), number.longValue());
                } else {
                    json.writeStringField(member.getKey(), member.getValue().toString());
                }
            }
        });
    }
}
