package hawser.pki;

import hawser.bytes.Der;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.crypto.SignatureScheme;
import hawser.crypto.SigningKey;
import java.security.PublicKey;
import javax.security.auth.x500.X500Principal;

/// A certification request (PKCS#10, RFC 2986).
public final class CertificateRequest {
  private CertificateRequest() {}

  /// In DER, without attributes.
  public static Octets of(
      X500Principal subject, PublicKey publicKey, SigningKey key, Entropy entropy) {
    SignatureScheme scheme =
        switch (key.type()) {
          case RSA -> SignatureScheme.RSA_PKCS1_SHA2_256;
          case RSA_PSS -> SignatureScheme.RSA_PSS_SHA2_256;
          case ECDSA_256 -> SignatureScheme.ECDSA_SHA2_256;
          case ECDSA_384 -> SignatureScheme.ECDSA_SHA2_384;
          case ECDSA_521 -> SignatureScheme.ECDSA_SHA2_512;
          case ED25519 -> SignatureScheme.ED25519;
          case ED448 -> SignatureScheme.ED448;
        };
    Octets body =
        Der.sequence(
            Der.integer(0),
            Octets.of(subject.getEncoded()),
            Octets.of(publicKey.getEncoded()),
            Der.of(0xa0));
    return Der.sequence(
        body, scheme.identifier().orElseThrow(), Der.bits(key.sign(scheme, entropy, body)));
  }
}
