package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.crypto.Hmac;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Role;

/// The keys of an IKE SA (RFC 7296 section 2.14).
final class IkeKeys implements AutoCloseable {
  private final IkeProposal proposal;
  private final Secret derivation;
  private final Secret proofInitiator;
  private final Secret proofResponder;
  private final SkCipher fromInitiator;
  private final SkCipher fromResponder;

  /// What goes into the derivation beside the shared secret.
  record Inputs(
      Octets initiatorNonce, Octets responderNonce, IkeSpi initiatorSpi, IkeSpi responderSpi) {
    private Octets nonces() {
      return Octets.concat(initiatorNonce, responderNonce);
    }

    private Octets seed() {
      Writer spis = new Writer().i64(initiatorSpi.value()).i64(responderSpi.value());
      return Octets.concat(nonces(), spis.toOctets());
    }
  }

  private IkeKeys(IkeProposal proposal, Secret seed, Inputs inputs, Entropy entropy) {
    this.proposal = proposal;
    int prf = proposal.hash().length();
    int integrity = proposal.protection().integrityKeyLength();
    int encryption = proposal.protection().encryptionKeyLength();
    int length = 3 * prf + 2 * integrity + 2 * encryption;
    try (Secret all = Hmac.prfPlus(proposal.hash(), seed, inputs.seed(), length)) {
      int at = 0;
      derivation = all.slice(at, at += prf);
      Secret integrityInitiator = all.slice(at, at += integrity);
      Secret integrityResponder = all.slice(at, at += integrity);
      Secret encryptionInitiator = all.slice(at, at += encryption);
      Secret encryptionResponder = all.slice(at, at += encryption);
      proofInitiator = all.slice(at, at += prf);
      proofResponder = all.slice(at, at + prf);
      fromInitiator =
          SkCipher.of(proposal.protection(), encryptionInitiator, integrityInitiator, entropy);
      fromResponder =
          SkCipher.of(proposal.protection(), encryptionResponder, integrityResponder, entropy);
    }
  }

  /// SKEYSEED = prf(Ni | Nr, g^ir).
  static IkeKeys derive(IkeProposal proposal, Secret shared, Inputs inputs, Entropy entropy) {
    try (Secret nonces = Secret.adopt(inputs.nonces().toArray());
        Secret seed = Hmac.prf(proposal.hash(), nonces, shared)) {
      return new IkeKeys(proposal, seed, inputs, entropy);
    }
  }

  /// SKEYSEED = prf(SK_d of the old SA, g^ir (new) | Ni | Nr), with the old SA's PRF (section
  /// 2.18).
  IkeKeys rekey(IkeProposal next, Secret shared, Inputs inputs, Entropy entropy) {
    try (Secret input = shared.then(inputs.nonces());
        Secret seed = Hmac.prf(proposal.hash(), derivation, input)) {
      return new IkeKeys(next, seed, inputs, entropy);
    }
  }

  /// KEYMAT = prf+(SK_d, [g^ir |] Ni | Nr) (section 2.17).
  ///
  /// @param shared of no octets without perfect forward secrecy
  Secret keyMaterial(Secret shared, Octets initiatorNonce, Octets responderNonce, int length) {
    try (Secret seed = shared.then(Octets.concat(initiatorNonce, responderNonce))) {
      return Hmac.prfPlus(proposal.hash(), derivation, seed, length);
    }
  }

  /// prf(SK_pi, body of IDi), and the like (section 2.15).
  Octets macedId(Role whose, Octets idBody) {
    Secret key =
        switch (whose) {
          case INITIATOR -> proofInitiator;
          case RESPONDER -> proofResponder;
        };
    try (Secret mac = Hmac.prf(proposal.hash(), key, idBody)) {
      return Octets.of(mac.toArray());
    }
  }

  SkCipher from(Role sender) {
    return switch (sender) {
      case INITIATOR -> fromInitiator;
      case RESPONDER -> fromResponder;
    };
  }

  @Override
  public void close() {
    derivation.close();
    proofInitiator.close();
    proofResponder.close();
    fromInitiator.close();
    fromResponder.close();
  }
}
