package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Hash;
import hawser.ike.IkeProposal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Phase 1 proposals as transforms of the one ISAKMP proposal (RFC 2409 appendix A).
final class Phase1Offer {
  static final int ENCRYPTION = 1;
  static final int HASH = 2;
  static final int AUTHENTICATION = 3;
  static final int GROUP = 4;
  static final int KEY_LENGTH = 14;

  private static final int KEY_IKE = 1;
  private static final int AES_CBC = 7;

  private Phase1Offer() {}

  static SaBody offer(List<IkeProposal> proposals, Isakmp sa) {
    List<SaBody.Transform> transforms = new ArrayList<>();
    for (IkeProposal proposal : proposals) {
      Attributes attributes =
          Attributes.of(
                  ENCRYPTION, AES_CBC,
                  KEY_LENGTH, proposal.keyBits(),
                  HASH, hashNumber(proposal.hash()),
                  GROUP, proposal.group().number(),
                  AUTHENTICATION, Authentication.of(sa).number())
              .and(Lifetime.PHASE_1.attributes(sa.config.lifetime()));
      transforms.add(new SaBody.Transform(transforms.size() + 1, KEY_IKE, attributes));
    }
    return new SaBody(
        List.of(new SaBody.Proposal(1, SaBody.PROTOCOL_ISAKMP, Octets.EMPTY, transforms)));
  }

  /// The chosen transform with what it means.
  ///
  /// @param lifetime the shorter of ours and the peer's
  /// @param offeredLonger the peer has to be told that ours is shorter
  record Choice(IkeProposal proposal, SaBody answer, Duration lifetime, boolean offeredLonger) {}

  /// The first of our proposals that the peer offers too; the answer repeats its transform
  /// unchanged.
  static Optional<Choice> choose(SaBody offered, List<IkeProposal> ours, Isakmp sa) {
    for (IkeProposal wanted : ours) {
      for (SaBody.Proposal proposal : offered.proposals()) {
        for (SaBody.Transform transform : proposal.transforms()) {
          if (proposal.protocol() == SaBody.PROTOCOL_ISAKMP
              && isMeant(transform, wanted, Authentication.of(sa))) {
            return Optional.of(choice(wanted, proposal, transform, sa.config.lifetime()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /// What a responder chose of what we offered.
  static Choice accept(List<Payload> payloads, List<IkeProposal> offered, Isakmp sa)
      throws Malformed {
    return SaBody.read(Payload.one(payloads, PayloadType.SA))
        .only()
        .flatMap(one -> choose(one, offered, sa))
        .orElseThrow(() -> new Malformed("the answer is not one of our proposals"));
  }

  private static Choice choice(
      IkeProposal wanted, SaBody.Proposal proposal, SaBody.Transform transform, Duration lifetime) {
    SaBody.Proposal one =
        new SaBody.Proposal(
            proposal.number(), proposal.protocol(), proposal.spi(), List.of(transform));
    Duration theirs = Lifetime.PHASE_1.read(transform.attributes()).orElse(lifetime);
    return new Choice(
        wanted,
        new SaBody(List.of(one)),
        Lifetime.shorter(lifetime, theirs),
        theirs.compareTo(lifetime) > 0);
  }

  private static boolean isMeant(
      SaBody.Transform transform, IkeProposal wanted, Authentication authentication) {
    Attributes a = transform.attributes();
    return transform.id() == KEY_IKE
        && a.get(ENCRYPTION) == AES_CBC
        && a.get(KEY_LENGTH) == wanted.keyBits()
        && a.get(HASH) == hashNumber(wanted.hash())
        && a.get(GROUP) == wanted.group().number()
        && a.get(AUTHENTICATION) == authentication.number();
  }

  static int hashNumber(Hash hash) {
    return switch (hash) {
      case SHA1 -> 2;
      case SHA2_256 -> 4;
      case SHA2_384 -> 5;
      case SHA2_512 -> 6;
    };
  }
}
