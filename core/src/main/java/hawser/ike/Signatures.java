package hawser.ike;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How a session proves who it is with a certificate, and judges what its peer shows. Pure: the
/// time and the octets come in.
public interface Signatures {
  /// Who we are where nothing else is configured.
  Identity identity();

  /// Our certificate in DER, and those that lead to its authority: one CERT payload each.
  List<Octets> chain();

  /// The authorities that we trust, as CERTREQ names them (RFC 7296 section 3.7).
  Octets authorities();

  /// The data of our SIGNATURE_HASH_ALGORITHMS notify (RFC 7427 section 4).
  Octets hashes();

  /// Signs; empty when the peer can verify nothing that our key makes.
  ///
  /// @param announced the data of the peer's SIGNATURE_HASH_ALGORITHMS; empty without one
  /// @throws Malformed when what the peer announced is no list of hashes
  Optional<Proof> sign(Octets announced, Entropy entropy, Octets message) throws Malformed;

  /// Returns when the peer has proved that it is `peer`, and may be.
  ///
  /// @param certificates those of its CERT payloads, its own first
  /// @param message what it must have signed
  /// @throws Malformed with the reason, for the administrator; the peer learns only that it failed
  void verify(Instant now, Identity peer, List<Octets> certificates, Proof proof, Octets message)
      throws Malformed;
}
