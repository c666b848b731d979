package hawser.ike.auth;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.crypto.SignatureHash;
import hawser.ike.Identity;
import hawser.ike.Proof;
import hawser.ike.Signatures;
import hawser.pki.Certificate;
import hawser.pki.Trust;
import hawser.pki.TrustStore;
import hawser.pki.Untrusted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Both ends have certificates of authorities that the other one trusts.
public record CertificateSignatures(
    Credential own, TrustStore trust, SignaturePolicy policy, PeerCheck peers)
    implements Signatures {
  /// What a peer must be besides trusted.
  ///
  /// @param rules one of them must hold; none: everybody is welcome
  public record PeerCheck(IdCheck idCheck, List<PeerRule> rules) {
    public static final PeerCheck ANY = new PeerCheck(IdCheck.PROVED, List.of());

    public PeerCheck {
      rules = List.copyOf(rules);
    }
  }

  /// Whether the ID payload must name the certificate's holder (RFC 4945 section 3.1).
  public enum IdCheck {
    PROVED,
    ANYTHING
  }

  @Override
  public Identity identity() {
    return own.identity();
  }

  @Override
  public List<Octets> chain() {
    return own.chain().stream().map(Certificate::der).toList();
  }

  @Override
  public Octets authorities() {
    return AuthorityHashes.of(trust.authorities());
  }

  @Override
  public Octets hashes() {
    return policy.notifyData();
  }

  @Override
  public Optional<Proof> sign(Octets announced, Entropy entropy, Octets message) throws Malformed {
    Set<SignatureHash> hashes =
        announced.isEmpty()
            ? EnumSet.noneOf(SignatureHash.class)
            : SignaturePolicy.announced(announced);
    return SignatureAuth.sign(own.key(), policy, hashes, entropy, message);
  }

  @Override
  public void verify(
      Instant now, Identity peer, List<Octets> certificates, Proof proof, Octets message)
      throws Malformed {
    if (certificates.size() > Trust.MOST_CERTIFICATES) {
      throw new Malformed(certificates.size() + " certificates"); // before any is looked at
    }
    List<Certificate> presented = new ArrayList<>();
    for (Octets der : certificates) {
      presented.add(Certificate.parse(der));
    }
    Trust.Chain chain;
    try {
      chain = Trust.validate(presented, trust, now);
    } catch (Untrusted e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
    Certificate leaf = chain.leaf();
    if (!SignatureAuth.verify(proof, policy, leaf.publicKey(), message)) {
      throw new Malformed("signature of " + leaf + " does not verify");
    }
    if (peers.idCheck == IdCheck.PROVED && !CertificateIdentity.proves(leaf, peer)) {
      throw new Malformed("the certificate of " + leaf + " is not one of '" + peer + "'");
    }
    if (!peers.rules.isEmpty() && peers.rules.stream().noneMatch(rule -> rule.admits(chain))) {
      throw new Malformed(leaf + " is none of the configured peers");
    }
  }
}
