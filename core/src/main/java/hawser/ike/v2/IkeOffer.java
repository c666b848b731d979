package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Group;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proposals for an IKE SA. Ours that differ in the group alone are one proposal on the wire.
final class IkeOffer {
  private IkeOffer() {}

  /// @param spi of the new IKE SA when one is rekeyed, else none (RFC 7296 section 3.3.1)
  static SecurityAssociation offer(List<IkeProposal> ours, IkeSpi spi) {
    List<SecurityAssociation.Proposal> proposals = new ArrayList<>();
    List<IkeProposal> left = new ArrayList<>(ours);
    while (!left.isEmpty()) {
      IkeProposal first = left.getFirst();
      List<IkeProposal> alike = left.stream().filter(p -> differInGroup(p, first)).toList();
      left.removeAll(alike);
      proposals.add(
          new SecurityAssociation.Proposal(
              proposals.size() + 1,
              SecurityAssociation.PROTOCOL_IKE,
              spiOctets(spi),
              transforms(first, alike.stream().map(IkeProposal::group).distinct().toList())));
    }
    return new SecurityAssociation(proposals);
  }

  private static boolean differInGroup(IkeProposal a, IkeProposal b) {
    return a.protection().equals(b.protection())
        && a.hash() == b.hash()
        && a.additional().equals(b.additional());
  }

  private static List<Transform> transforms(IkeProposal proposal, List<Group> groups) {
    List<Transform> transforms = new ArrayList<>();
    transforms.add(Algorithms.encryption(proposal.protection()));
    transforms.add(Algorithms.prf(proposal.hash()));
    proposal.protection().integrity().map(Algorithms::integrity).ifPresent(transforms::add);
    groups.forEach(group -> transforms.add(Algorithms.group(group)));
    for (int i = 0; i < proposal.additional().size(); i++) {
      transforms.add(
          new Transform(
              Transform.ADDITIONAL_KEY_EXCHANGE + i, proposal.additional().get(i).number()));
    }
    return transforms;
  }

  /// What was chosen, and the answer that says so.
  record Choice(IkeProposal proposal, SecurityAssociation answer, IkeSpi peerSpi) {
    private int transforms() {
      return answer.proposals().getFirst().transforms().size();
    }
  }

  /// The first of ours that the peer offers too.
  ///
  /// @param spi of the new IKE SA when one is rekeyed, else none
  static Optional<Choice> choose(SecurityAssociation offered, List<IkeProposal> ours, IkeSpi spi) {
    for (IkeProposal wanted : ours) {
      for (SecurityAssociation.Proposal proposal : offered.proposals()) {
        boolean fits =
            proposal.protocol() == SecurityAssociation.PROTOCOL_IKE
                && proposal.spi().length() == spiOctets(spi).length();
        Optional<List<Transform>> chosen = fits ? selection(wanted).in(proposal) : Optional.empty();
        Optional<IkeSpi> peerSpi = fits ? spi(proposal.spi()) : Optional.empty();
        if (chosen.isPresent() && peerSpi.isPresent()) {
          SecurityAssociation answer =
              new SecurityAssociation(
                  List.of(
                      new SecurityAssociation.Proposal(
                          proposal.number(), proposal.protocol(), spiOctets(spi), chosen.get())));
          return Optional.of(new Choice(wanted, answer, peerSpi.get()));
        }
      }
    }
    return Optional.empty();
  }

  /// The one proposal of an answer, which has to be one of ours with one transform of a type.
  static Optional<Choice> accept(SecurityAssociation answer, List<IkeProposal> ours, IkeSpi spi) {
    return answer.proposals().size() == 1
        ? choose(answer, ours, spi)
            .filter(
                choice -> choice.transforms() == answer.proposals().getFirst().transforms().size())
        : Optional.empty();
  }

  private static Selection selection(IkeProposal wanted) {
    Selection selection =
        new Selection()
            .with(Transform.ENCRYPTION, t -> Algorithms.isEncryption(t, wanted.protection()))
            .with(Algorithms.prf(wanted.hash()))
            .with(Algorithms.group(wanted.group()));
    wanted.protection().integrity().map(Algorithms::integrity).ifPresent(selection::with);
    for (int i = 0; i < wanted.additional().size(); i++) {
      int number = wanted.additional().get(i).number();
      selection.with(new Transform(Transform.ADDITIONAL_KEY_EXCHANGE + i, number));
    }
    return selection;
  }

  private static Octets spiOctets(IkeSpi spi) {
    return spi.isNone() ? Octets.EMPTY : new Writer().i64(spi.value()).toOctets();
  }

  /// Empty for an SPI that none can have: zero.
  private static Optional<IkeSpi> spi(Octets octets) {
    return octets.isEmpty()
        ? Optional.of(IkeSpi.NONE)
        : Optional.of(new IkeSpi(java.nio.ByteBuffer.wrap(octets.toArray()).getLong()))
            .filter(spi -> !spi.isNone());
  }
}
