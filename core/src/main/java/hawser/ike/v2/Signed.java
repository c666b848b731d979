package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Identity;
import hawser.ike.Proof;
import hawser.ike.Role;
import hawser.ike.Signatures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Signatures by the holders of certificates (RFC 7427, RFC 4754).
final class Signed implements Authenticator {
  private final Signatures signatures;
  private final Octets announced;
  private final Entropy entropy;
  private final Instant now;

  /// @param announced the data of the peer's SIGNATURE_HASH_ALGORITHMS; empty without one
  Signed(Signatures signatures, Octets announced, Entropy entropy, Instant now) {
    this.signatures = signatures;
    this.announced = announced;
    this.entropy = entropy;
    this.now = now;
  }

  /// The certificates that we would like to see.
  static CertificateRequest request(Signatures signatures) {
    return new CertificateRequest(Certificate.X509, signatures.authorities());
  }

  @Override
  public Authentication prove(Octets covered) throws Malformed {
    Proof proof =
        signatures
            .sign(announced, entropy, covered)
            .orElseThrow(() -> new Malformed("the peer can verify no signature of our key"));
    return new Authentication(proof.method(), proof.data());
  }

  /// Our chain, asked for or not: who trusts us needs it. A responder has sent its request before.
  @Override
  public List<Payload> companions(Role ours) {
    List<Payload> payloads = new ArrayList<>();
    for (Octets der : signatures.chain()) {
      payloads.add(new Certificate(Certificate.X509, der));
    }
    if (ours == Role.INITIATOR) {
      payloads.add(request(signatures));
    }
    return payloads;
  }

  @Override
  public void verify(Contents message, Identity peer, Authentication proof, Octets covered)
      throws Malformed {
    List<Octets> certificates =
        message.all(Certificate.class).stream()
            .filter(certificate -> certificate.encoding() == Certificate.X509)
            .map(Certificate::data)
            .toList();
    signatures.verify(now, peer, certificates, new Proof(proof.method(), proof.data()), covered);
  }
}
