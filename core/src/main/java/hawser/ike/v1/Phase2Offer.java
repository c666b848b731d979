package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Integrity;
import hawser.ike.ChildConfig;
import hawser.ike.Encapsulation;
import hawser.ike.Spi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// ESP proposals of Quick Mode (RFC 2407 section 4.5): each suite is one transform.
final class Phase2Offer {
  static final int GROUP = 3;
  static final int ENCAPSULATION = 4;
  static final int AUTHENTICATION = 5;
  static final int KEY_LENGTH = 6;
  static final int EXTENDED_SEQUENCE = 11; // RFC 4304 section 2
  static final int SEQUENCE_64_BIT = 1;
  static final int TUNNEL = 1;
  static final int UDP_TUNNEL = 3; // RFC 3947 section 5.1
  private static final int ESP_AES_CBC = 12;
  private static final int ESP_AES_GCM_16 = 20;

  /// Deviation: IKEv1 has no number for ChaCha20-Poly1305; IKEv2's, unassigned here, is used.
  private static final int ESP_CHACHA20_POLY1305 = 28;

  /// What a proposal without a lifetime means (RFC 2407 section 4.5).
  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(8);

  private Phase2Offer() {}

  /// Each suite, where both kinds of sequence numbers are acceptable with extended ones first.
  static SaBody offer(ChildConfig child, Spi spi, Optional<Group> group, Encapsulation encap) {
    List<SaBody.Transform> transforms = new ArrayList<>();
    for (EspSuite suite : child.suites()) {
      for (ChildConfig.Esn esn : child.esn().offers()) {
        transforms.add(
            new SaBody.Transform(
                transforms.size() + 1,
                espNumber(suite.encryption()),
                attributes(suite, esn, Lifetime.Limits.of(child), group, encap)));
      }
    }
    return new SaBody(
        List.of(new SaBody.Proposal(1, SaBody.PROTOCOL_ESP, spiOctets(spi), transforms)));
  }

  private static Attributes attributes(
      EspSuite suite,
      ChildConfig.Esn esn,
      Lifetime.Limits limits,
      Optional<Group> group,
      Encapsulation encap) {
    Attributes attributes =
        Lifetime.PHASE_2
            .attributes(limits)
            .with(ENCAPSULATION, encap == Encapsulation.UDP ? UDP_TUNNEL : TUNNEL);
    if (suite.integrity().isPresent()) {
      attributes =
          attributes.with(AUTHENTICATION, integrityNumber(suite.integrity().orElseThrow()));
    }
    if (suite.encryption() != Encryption.CHACHA20_POLY1305) {
      attributes = attributes.with(KEY_LENGTH, suite.keyBits());
    }
    if (group.isPresent()) {
      attributes = attributes.with(GROUP, group.orElseThrow().number());
    }
    return switch (esn) {
      case NO -> attributes; // there is no value for it
      case YES -> attributes.with(EXTENDED_SEQUENCE, SEQUENCE_64_BIT);
    };
  }

  /// What was agreed.
  ///
  /// @param spi the peer's: on what we send
  /// @param offeredLonger the peer has to be told that our limits are less
  record Choice(
      EspSuite suite,
      Optional<Group> group,
      ChildConfig.Esn esn,
      Lifetime.Limits limits,
      boolean offeredLonger,
      Spi spi,
      SaBody.Proposal proposal,
      SaBody.Transform transform) {
    Choice with(Lifetime.Limits less) {
      return new Choice(suite, group, esn, less, offeredLonger, spi, proposal, transform);
    }

    /// The answer: the transform unchanged, with our SPI.
    SaBody answer(Spi ours) {
      return new SaBody(
          List.of(
              new SaBody.Proposal(
                  proposal.number(), proposal.protocol(), spiOctets(ours), List.of(transform))));
    }
  }

  /// The first of our suites that the peer offers with a group that we allow. Lower lifetimes win.
  static Optional<Choice> choose(SaBody offered, ChildConfig child, Encapsulation encap) {
    for (EspSuite wanted : child.suites()) {
      for (SaBody.Proposal proposal : offered.proposals()) {
        boolean usable =
            proposal.protocol() == SaBody.PROTOCOL_ESP
                && proposal.spi().length() == 4
                && isOnlyOneOfItsNumber(offered, proposal);
        for (SaBody.Transform transform :
            usable ? proposal.transforms() : List.<SaBody.Transform>of()) {
          Optional<Choice> choice = match(proposal, transform, wanted, child, encap);
          if (choice.isPresent()) {
            return choice;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Choice> match(
      SaBody.Proposal proposal,
      SaBody.Transform transform,
      EspSuite wanted,
      ChildConfig child,
      Encapsulation encap) {
    Attributes a = transform.attributes();
    boolean keyLengthFits =
        wanted.encryption() == Encryption.CHACHA20_POLY1305
            ? a.get(KEY_LENGTH) == 0 || a.get(KEY_LENGTH) == 256
            : a.get(KEY_LENGTH) == wanted.keyBits();
    int integrity = wanted.integrity().map(Phase2Offer::integrityNumber).orElse(0);
    int mode = encap == Encapsulation.UDP ? UDP_TUNNEL : TUNNEL;
    Optional<Group> group =
        child.pfsGroups().stream().filter(g -> g.number() == a.get(GROUP)).findFirst();
    boolean groupFits = child.pfsGroups().isEmpty() ? a.get(GROUP) == 0 : group.isPresent();
    ChildConfig.Esn esn =
        a.get(EXTENDED_SEQUENCE) == SEQUENCE_64_BIT ? ChildConfig.Esn.YES : ChildConfig.Esn.NO;
    if (transform.id() != espNumber(wanted.encryption())
        || !keyLengthFits
        || a.get(AUTHENTICATION) != integrity
        || a.get(ENCAPSULATION) != mode
        || !groupFits
        || !child.esn().offers().contains(esn)) {
      return Optional.empty();
    }
    Lifetime.Limits ours = Lifetime.Limits.of(child);
    Lifetime.Limits theirs = Lifetime.PHASE_2.read(a, DEFAULT_LIFETIME);
    Lifetime.Limits limits = ours.orLess(theirs);
    boolean longer = theirs.exceeds(ours);
    Spi spi = new Spi(java.nio.ByteBuffer.wrap(proposal.spi().toArray()).getInt());
    return spi.value() == 0
        ? Optional.empty()
        : Optional.of(new Choice(wanted, group, esn, limits, longer, spi, proposal, transform));
  }

  /// Proposals of one number are meant together (ESP and AH): we do not do that.
  private static boolean isOnlyOneOfItsNumber(SaBody offered, SaBody.Proposal proposal) {
    return offered.proposals().stream().filter(p -> p.number() == proposal.number()).count() == 1;
  }

  private static Octets spiOctets(Spi spi) {
    return new Writer().u32(spi.value() & 0xffffffffL).toOctets();
  }

  static int espNumber(Encryption encryption) {
    return switch (encryption) {
      case AES_CBC -> ESP_AES_CBC;
      case AES_GCM_16 -> ESP_AES_GCM_16;
      case CHACHA20_POLY1305 -> ESP_CHACHA20_POLY1305;
    };
  }

  static int integrityNumber(Integrity integrity) {
    return switch (integrity) {
      case HMAC_SHA1_96 -> 2;
      case HMAC_SHA2_256_128 -> 5;
      case HMAC_SHA2_384_192 -> 6;
      case HMAC_SHA2_512_256 -> 7;
    };
  }
}
