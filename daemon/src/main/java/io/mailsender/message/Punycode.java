package io.mailsender.message;

/** Decodes Punycode (RFC 3492), the part of an A-label after {@code xn--}. {@code java.net.IDN} implements IDNA 2003 and cannot read ß. */
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST = 0x80;

    private Punycode() {}

    /**
     * @param text lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if it is not Punycode, or encodes a number that is not a character
     */
    static String decode(String text) {
        int hyphen = text.lastIndexOf('-');
        StringBuilder decoded = new StringBuilder(hyphen > 0 ? text.substring(0, hyphen) : "");
        int at = hyphen > 0 ? hyphen + 1 : 0;
        if (at == text.length()) {
            throw notWellFormed();
        }
        int bias = 72;
        int characters = decoded.length();
        long codePoint = FIRST;
        long i = 0;
        while (at < text.length()) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                if (at == text.length()) {
                    throw notWellFormed();
                }
                int digit = digit(text.charAt(at++));
                i += digit * weight;
                int threshold = Math.max(T_MIN, Math.min(T_MAX, k - bias));
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
                if (weight > Integer.MAX_VALUE || i > Integer.MAX_VALUE) {
                    throw notWellFormed();
                }
            }
            characters++;
            bias = adapted(i - before, characters, before == 0);
            codePoint += i / characters;
            i %= characters;
            if (codePoint > Character.MAX_CODE_POINT) {
                throw notWellFormed();
            }
            decoded.insert(decoded.offsetByCodePoints(0, (int) i), Character.toString((int) codePoint));
            i++;
        }
        return decoded.toString();
    }

    private static int digit(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 26;
        }
        throw notWellFormed();
    }

    private static int adapted(long delta, int characters, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / characters;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
    }

    private static IllegalArgumentException notWellFormed() {
        return new IllegalArgumentException("is not Punycode");
    }
}
