package org.burst4j.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class DigestsTest {
    @Test
    void digits_are_those_of_the_standard_and_a_digest_starts_anew_after_them() {
        MessageDigest digest = Digests.sha256();
        digest.update("abc".getBytes(StandardCharsets.US_ASCII));
        // FIPS 180-4, example of SHA-256.
        assertThat(Digests.hex(digest))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digests.hex(digest))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
