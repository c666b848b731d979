package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.ike.ChildConfig;
import hawser.ike.Spi;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proposals for a Child SA: one a suite, so that nothing is offered that nobody asked for.
final class EspOffer {
  static final int SPI_LENGTH = 4;

  private EspOffer() {}

  /// @param groups of the exchange, in order of preference: the first is the one that the KE
  ///   payload has; empty without perfect forward secrecy, and in IKE_AUTH (RFC 7296 section 1.2)
  static SecurityAssociation offer(ChildConfig child, Spi spi, List<Group> groups) {
    List<SecurityAssociation.Proposal> proposals = new ArrayList<>();
    for (EspSuite suite : child.suites()) {
      List<Transform> transforms = new ArrayList<>();
      transforms.add(Algorithms.encryption(suite));
      suite.integrity().map(Algorithms::integrity).ifPresent(transforms::add);
      groups.forEach(group -> transforms.add(Algorithms.group(group)));
      child.esn().offers().forEach(esn -> transforms.add(esn(esn)));
      proposals.add(
          new SecurityAssociation.Proposal(
              proposals.size() + 1, SecurityAssociation.PROTOCOL_ESP, spiOctets(spi), transforms));
    }
    return new SecurityAssociation(proposals);
  }

  /// What was agreed.
  ///
  /// @param spi the peer's: on what we send
  record Choice(
      EspSuite suite,
      Optional<Group> group,
      ChildConfig.Esn esn,
      Spi spi,
      SecurityAssociation.Proposal proposal,
      List<Transform> transforms) {
    /// The answer, with our SPI.
    SecurityAssociation answer(Spi ours) {
      return new SecurityAssociation(
          List.of(
              new SecurityAssociation.Proposal(
                  proposal.number(), proposal.protocol(), spiOctets(ours), transforms)));
    }
  }

  /// The first of our suites that the peer offers, with a group that both have where there has to
  /// be one.
  ///
  /// @param groups as in [#offer]
  static Optional<Choice> choose(
      SecurityAssociation offered, ChildConfig child, List<Group> groups) {
    List<Optional<Group>> groupChoices =
        groups.isEmpty() ? List.of(Optional.empty()) : groups.stream().map(Optional::of).toList();
    for (EspSuite suite : child.suites()) {
      for (SecurityAssociation.Proposal proposal : offered.proposals()) {
        for (Optional<Group> group : groupChoices) {
          for (ChildConfig.Esn esn : child.esn().offers()) {
            Optional<Choice> choice = match(proposal, suite, group, esn);
            if (choice.isPresent()) {
              return choice;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /// The one proposal of an answer, which has to be one of ours with one transform of a type.
  static Optional<Choice> accept(
      SecurityAssociation answer, ChildConfig child, List<Group> groups) {
    return answer.proposals().size() == 1
        ? choose(answer, child, groups)
            .filter(choice ->
                choice.transforms.size() == answer.proposals().getFirst().transforms().size())
        : Optional.empty();
  }

  private static Optional<Choice> match(
      SecurityAssociation.Proposal proposal,
      EspSuite suite,
      Optional<Group> group,
      ChildConfig.Esn esn) {
    if (proposal.protocol() != SecurityAssociation.PROTOCOL_ESP
        || proposal.spi().length() != SPI_LENGTH
        || proposal.spi().isZero()) {
      return Optional.empty();
    }
    Selection selection =
        new Selection()
            .with(Transform.ENCRYPTION, t -> Algorithms.isEncryption(t, suite))
            .with(esn(esn));
    suite.integrity().map(Algorithms::integrity).ifPresent(selection::with);
    group.map(Algorithms::group).ifPresent(selection::with);
    return selection
        .in(proposal)
        .map(chosen -> new Choice(suite, group, esn, spi(proposal.spi()), proposal, chosen));
  }

  private static Transform esn(ChildConfig.Esn esn) {
    return new Transform(
        Transform.SEQUENCE_NUMBERS,
        switch (esn) {
          case NO -> 0;
          case YES -> 1;
        });
  }

  static Octets spiOctets(Spi spi) {
    return new Writer().u32(spi.value() & 0xffffffffL).toOctets();
  }

  /// @param octets four
  static Spi spi(Octets octets) {
    return new Spi(ByteBuffer.wrap(octets.toArray()).getInt());
  }
}
