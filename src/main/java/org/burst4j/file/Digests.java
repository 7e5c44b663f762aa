package org.burst4j.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.burst4j.EnvironmentException;

/** SHA-256 as every file and key of the project has it: 64 small hexadecimal digits. */
public final class Digests {
    private Digests() {}

    /**
     * A digest of nothing yet.
     *
     * @return a SHA-256 that takes bytes
     * @throws EnvironmentException if this Java has none
     */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new EnvironmentException("this Java has no SHA-256", "Use a complete JDK.", e);
        }
    }

    /**
     * The digits of all bytes that a digest took; it is empty again afterwards.
     *
     * @param digest the digest
     * @return two hexadecimal digits a byte
     */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
