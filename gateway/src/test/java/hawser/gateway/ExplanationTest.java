package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.ike.Mismatch;
import hawser.ike.Mismatch.Aspect;
import hawser.ike.Mismatch.Combination;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The line that fixes a mismatch.
class ExplanationTest {
  @ParameterizedTest
  @CsvSource({
    "AES_CBC_256/SHA2_256/MODP_2048/PRE_SHARED_KEY, append proposal aes256-sha256",
    "AES_CBC_128/SHA1/MODP_2048/PRE_SHARED_KEY, append proposal aes128-sha1",
    "AES_CBC_128/SHA2_256/ECP_384/PRE_SHARED_KEY, append dhgrp 20",
    "AES_CBC_256/SHA2_512/CURVE448/PRE_SHARED_KEY, append proposal aes256-sha512; append dhgrp 32",
    "AES_CBC_128/SHA2_256/MODP_2048/XAUTH_INITIATOR_PSK, set xauthtype auto",
  })
  void aPeersPhase1IsMatchedByOneLine(String offered, String line) {
    Explanation explanation =
        Explanation.of(
            mismatch(
                Mismatch.Kind.IKE_SA,
                ike(offered),
                ike("AES_CBC_128/SHA2_256/MODP_2048/PRE_SHARED_KEY")));
    assertEquals("config vpn ipsec phase1-interface, edit \"tunnel\", " + line, explanation.fix());
  }

  /// What we refuse cannot be the fix: then the peer has to change.
  @ParameterizedTest
  @CsvSource({
    "3DES_CBC/SHA1/MODP_2048/PRE_SHARED_KEY",
    "AES_CBC_128/MD5/MODP_2048/PRE_SHARED_KEY",
    "AES_CBC_128/SHA2_256/GROUP_22/PRE_SHARED_KEY",
    "AES_CBC_128/SHA2_256/MODP_2048/RSA_SIGNATURE",
  })
  void forWhatIsForbiddenThePeerHasToChange(String offered) {
    String fix =
        Explanation.of(
                mismatch(
                    Mismatch.Kind.IKE_SA,
                    ike(offered),
                    ike("AES_CBC_128/SHA2_256/MODP_2048/PRE_SHARED_KEY")))
            .fix();
    assertEquals("at the peer, add one of: AES_CBC_128/SHA2_256/MODP_2048/PRE_SHARED_KEY", fix);
  }

  @Test
  void perfectForwardSecrecyOfOneSideIsNamed() {
    Combination without =
        new Combination(Map.of(Aspect.ENCRYPTION, "AES_GCM_16_128", Aspect.GROUP, "NO_PFS"));
    Combination with =
        new Combination(Map.of(Aspect.ENCRYPTION, "AES_GCM_16_128", Aspect.GROUP, "ECP_256"));
    String path = "config vpn ipsec phase2-interface, edit \"tunnel\", ";
    assertEquals(
        path + "set pfs disable",
        Explanation.of(mismatch(Mismatch.Kind.CHILD_SA, without, with)).fix());
    assertEquals(
        path + "set pfs enable; set dhgrp 19",
        Explanation.of(mismatch(Mismatch.Kind.CHILD_SA, with, without)).fix());
  }

  @Test
  void bothSidesAreListedTransformByTransform() {
    StringBuilder out = new StringBuilder();
    Explanation.of(
            mismatch(
                Mismatch.Kind.IKE_SA,
                ike("AES_CBC_256/SHA1/ECP_256/PRE_SHARED_KEY"),
                ike("AES_CBC_128/SHA2_256/MODP_2048/PRE_SHARED_KEY")))
        .print(out);
    assertTrue(
        out.toString()
            .contains(
                "    1: encryption=AES_CBC_256 integrity=SHA1 group=ECP_256 authentication=PRE_SHARED_KEY\n"),
        out.toString());
    assertTrue(out.toString().contains("first mismatch: encryption: the peer offers AES_CBC_256"));
  }

  private static Mismatch mismatch(Mismatch.Kind kind, Combination offered, Combination allowed) {
    return new Mismatch(kind, "tunnel", List.of(offered), List.of(allowed));
  }

  private static Combination ike(String words) {
    String[] values = words.split("/");
    return new Combination(
        Map.of(
            Aspect.ENCRYPTION, values[0],
            Aspect.INTEGRITY, values[1],
            Aspect.GROUP, values[2],
            Aspect.AUTHENTICATION, values[3]));
  }
}
