package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// CREATE_CHILD_SA for another IKE SA in the place of this one (RFC 7296 sections 1.3.2 and 2.18).
final class IkeRekeyRequest implements Request {
  private final Exchanges exchanges;
  private final Try number;
  private final IkeSpi spi;
  private final Octets nonce;
  private final KeyExchange own;

  IkeRekeyRequest(Exchanges exchanges) {
    this(exchanges, exchanges.sa.agreed().group(), Try.FIRST);
  }

  /// A wish for another group is met once.
  private enum Try {
    FIRST,
    SECOND
  }

  private IkeRekeyRequest(Exchanges exchanges, Group group, Try number) {
    this.number = number;
    IkeSa sa = exchanges.sa;
    this.exchanges = exchanges;
    this.spi = sa.newSpi();
    this.nonce = sa.entropy.octets(Nonce.OUR_LENGTH);
    this.own = KeyExchange.generate(group, sa.entropy);
  }

  @Override
  public int exchange() {
    return ExchangeType.CREATE_CHILD_SA;
  }

  private List<IkeProposal> proposals() {
    return exchanges.sa.config.proposals();
  }

  @Override
  public List<Payload> payloads() {
    return List.of(
        IkeOffer.offer(proposals(), spi),
        new Nonce(nonce),
        new KeyShare(own.group().number(), own.publicValue()));
  }

  @Override
  public void answered(Instant now, Contents answer, List<Action> actions) throws Malformed {
    Optional<Notify> error = answer.error();
    if (error.isPresent()) {
      refused(now, error.get(), actions);
      return;
    }
    IkeOffer.Choice choice =
        IkeOffer.accept(answer.one(SecurityAssociation.class), proposals(), spi)
            .filter(chosen -> chosen.proposal().group() == own.group())
            .orElseThrow(() -> new Malformed("the answer is not one of our proposals"));
    KeyShare share = answer.one(KeyShare.class);
    Nonces nonces = new Nonces(nonce, answer.one(Nonce.class).value());
    if (share.group() != own.group().number()) {
      throw new Malformed("a public value of group " + share.group());
    }
    IkeSa next = exchanges.sa.successor(Role.INITIATOR, spi, choice.peerSpi());
    try (Secret shared = own.agree(share.value())) {
      next.keyed(
          choice.proposal(),
          exchanges
              .sa
              .keys()
              .rekey(
                  choice.proposal(),
                  shared,
                  new IkeKeys.Inputs(nonces.initiator(), nonces.responder(), spi, choice.peerSpi()),
                  next.entropy));
    }
    exchanges.succeeded();
    V2Session session = exchanges.successors.apply(next);
    IkeRival rival = exchanges.rival;
    if (rival != null && nonces.lowest().compareTo(rival.lowestNonce()) < 0) {
      session.closeOnStart();
      actions.add(new Action.Replaced(session));
      exchanges.adoptRival(now, actions);
    } else {
      if (rival != null) {
        rival.session().lingerOnStart(); // the peer deletes it
        actions.add(new Action.Replaced(rival.session()));
        exchanges.rival = null;
      }
      exchanges.handOver(session, next, actions);
      exchanges.addFirst(new Task.Close("another IKE SA took over"));
    }
  }

  private void refused(Instant now, Notify error, List<Action> actions) {
    if (exchanges.rival != null) {
      exchanges.adoptRival(now, actions);
      return;
    }
    switch (error.what()) {
      case Notify.INVALID_KE_PAYLOAD -> withGroup(error.data(), actions);
      case Notify.TEMPORARY_FAILURE -> {
        if (!exchanges.retryLater(now, new Task.RekeyIke(), actions)) {
          exchanges.addFirst(new Task.Close("the peer does not let us rekey"));
        }
      }
      default ->
          actions.add(
              new Action.Report(
                  Action.Level.WARNING, "the IKE SA cannot be rekeyed: " + error.text()));
    }
  }

  private void withGroup(Octets wanted, List<Action> actions) {
    Optional<Group> ours =
        Algorithms.group(wanted)
            .filter(group -> proposals().stream().anyMatch(p -> p.group() == group));
    if (ours.isPresent() && number == Try.FIRST) {
      exchanges.instead(new IkeRekeyRequest(exchanges, ours.get(), Try.SECOND));
    } else {
      actions.add(
          new Action.Report(
              Action.Level.WARNING,
              "the IKE SA cannot be rekeyed: the peer wants a group that it was not offered"));
    }
  }
}
