package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.IkeSpi;
import hawser.ike.Role;
import hawser.ike.Spi;
import hawser.ike.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an established IKE SA answers to its peer's CREATE_CHILD_SA and INFORMATIONAL requests.
final class Answers {
  /// Past this a successor is sent on even if its predecessor was not deleted: the peer has had the
  /// answer, or repeated its request (RFC 7296 section 2.8).
  private static final Duration USE_AFTER = Duration.ofSeconds(3);

  private final IkeSa sa;
  private final Exchanges exchanges;
  private final ChildAnswer children;

  Answers(IkeSa sa, Exchanges exchanges) {
    this.sa = sa;
    this.exchanges = exchanges;
    this.children = new ChildAnswer(sa, exchanges.spis);
  }

  /// CREATE_CHILD_SA: a Child SA, the successor of one, or of the IKE SA.
  ///
  /// @return the payloads of the answer
  List<Payload> createChild(Instant now, Contents request, List<Action> actions) throws Malformed {
    SecurityAssociation offered = request.one(SecurityAssociation.class);
    Nonce nonce = request.one(Nonce.class);
    boolean rekeysIke =
        !offered.proposals().isEmpty()
            && offered.proposals().getFirst().protocol() == SecurityAssociation.PROTOCOL_IKE;
    if (!sa.is(IkeSa.State.ESTABLISHED)) {
      return List.of(new Notify(Notify.TEMPORARY_FAILURE)); // RFC 7296 section 2.25.2
    }
    return rekeysIke
        ? rekeyIke(now, request, offered, nonce, actions)
        : child(now, request, nonce, actions);
  }

  private List<Payload> child(Instant now, Contents request, Nonce theirs, List<Action> actions)
      throws Malformed {
    if (exchanges.isUnderWay(IkeRekeyRequest.class) || exchanges.rival != null) {
      return List.of(new Notify(Notify.TEMPORARY_FAILURE));
    }
    Optional<Notify> rekey = request.notify(Notify.REKEY_SA);
    Optional<Child> old = rekey.flatMap(this::named);
    if (rekey.isPresent() && old.isEmpty()) {
      // It may be the one that we ask for: the peer has answered, and the answer is on its way.
      return exchanges.isUnderWay(ChildRequest.class)
          ? List.of(new Notify(Notify.TEMPORARY_FAILURE))
          : List.of(notFound(rekey.get()));
    }
    if (old.isPresent()
        && (old.get().state == Child.State.DELETING || old.get().state == Child.State.REPLACED)) {
      return List.of(new Notify(Notify.TEMPORARY_FAILURE)); // RFC 7296 section 2.25.1
    }
    if (sa.children.isFull()) {
      return List.of(new Notify(Notify.NO_ADDITIONAL_SAS));
    }
    Octets ours = sa.entropy.octets(Nonce.OUR_LENGTH);
    return switch (children.further(request, ours, old.map(Child::inbound))) {
      case ChildAnswer.Result.Agreed(var agreed, var payloads) -> {
        Child child = new Child(agreed);
        sa.children.add(child);
        actions.add(new Action.InstallChild(agreed)); // we can receive before we answer
        if (old.isPresent()) {
          replaced(now, old.get(), child, new Nonces(theirs.value(), ours), actions);
        } else {
          actions.add(new Action.UseChild(child.inbound()));
        }
        yield payloads;
      }
      case ChildAnswer.Result.Refused(Notify error, String reason) -> {
        actions.add(new Action.Report(Action.Level.WARNING, reason));
        yield List.of(error);
      }
    };
  }

  /// The child is rekeyed by the peer. When we do so too, which of the successors stays is known
  /// when our own request is answered.
  private void replaced(
      Instant now, Child old, Child successor, Nonces nonces, List<Action> actions) {
    old.rival = new Child.Rival(successor.inbound(), nonces.lowest());
    old.waiting = successor.inbound();
    if (old.state == Child.State.ALIVE) {
      old.state = Child.State.REPLACED;
    }
    actions.add(new Action.Arm(useTimer(successor.inbound()), now.plus(USE_AFTER)));
  }

  static Timer useTimer(Spi successor) {
    return new Timer(Timer.Kind.USE, successor.value());
  }

  private Optional<Child> named(Notify rekey) {
    boolean ofChild =
        rekey.protocol() == SecurityAssociation.PROTOCOL_ESP
            && rekey.spi().length() == EspOffer.SPI_LENGTH;
    return ofChild ? sa.children.byOutbound(EspOffer.spi(rekey.spi())) : Optional.empty();
  }

  /// Names the SPI only where it can be one (RFC 7296 section 2.25.1).
  private static Notify notFound(Notify rekey) {
    return rekey.protocol() == SecurityAssociation.PROTOCOL_ESP
            && rekey.spi().length() == EspOffer.SPI_LENGTH
        ? Notify.ofChild(Notify.CHILD_SA_NOT_FOUND, EspOffer.spi(rekey.spi()))
        : new Notify(Notify.CHILD_SA_NOT_FOUND);
  }

  private List<Payload> rekeyIke(
      Instant now,
      Contents request,
      SecurityAssociation offered,
      Nonce theirs,
      List<Action> actions)
      throws Malformed {
    boolean busy =
        exchanges.isUnderWay(ChildRequest.class)
            || exchanges.isUnderWay(DeleteRequest.class)
            || exchanges.isUnderWay(CloseRequest.class)
            || exchanges.rival != null;
    if (busy) {
      return List.of(new Notify(Notify.TEMPORARY_FAILURE)); // RFC 7296 section 2.25.2
    }
    IkeSpi spi = sa.newSpi();
    Optional<IkeOffer.Choice> choice = IkeOffer.choose(offered, sa.config.proposals(), spi);
    if (choice.isEmpty()) {
      return List.of(new Notify(Notify.NO_PROPOSAL_CHOSEN));
    }
    KeyShare share = request.one(KeyShare.class);
    var proposal = choice.get().proposal();
    if (share.group() != proposal.group().number()) {
      Octets wanted = new Writer().u16(proposal.group().number()).toOctets();
      return List.of(new Notify(Notify.INVALID_KE_PAYLOAD, wanted));
    }
    Nonces nonces = new Nonces(theirs.value(), sa.entropy.octets(Nonce.OUR_LENGTH));
    KeyExchange own = KeyExchange.generate(proposal.group(), sa.entropy);
    IkeSa next = sa.successor(Role.RESPONDER, choice.get().peerSpi(), spi);
    try (Secret shared = own.agree(share.value())) {
      IkeKeys.Inputs inputs =
          new IkeKeys.Inputs(nonces.initiator(), nonces.responder(), choice.get().peerSpi(), spi);
      next.keyed(proposal, sa.keys().rekey(proposal, shared, inputs, sa.entropy));
    }
    V2Session session = exchanges.successors.apply(next);
    exchanges.rival = new IkeRival(session, next, nonces.lowest());
    if (!exchanges.isUnderWay(IkeRekeyRequest.class)) {
      exchanges.adoptRival(now, actions);
    }
    List<Payload> answer = new ArrayList<>();
    answer.add(choice.get().answer());
    answer.add(new Nonce(nonces.responder()));
    answer.add(new KeyShare(proposal.group().number(), own.publicValue()));
    return answer;
  }

  /// INFORMATIONAL: what the peer deletes. Nothing behind a Delete of this IKE SA counts
  /// (CVE-2023-38712).
  ///
  /// @return the payloads of the answer
  List<Payload> informational(Contents request, List<Action> actions) {
    List<Spi> deleted = new ArrayList<>();
    for (Delete delete : request.all(Delete.class)) {
      if (delete.isOfIkeSa()) {
        return List.of();
      }
      for (Spi outbound : delete.children()) {
        exchanges.deletedByPeer(outbound);
        sa.children
            .byOutbound(outbound)
            .ifPresent(child -> {
              if (child.state != Child.State.DELETING) {
                deleted.add(
                    child.inbound()); // crossing Deletes name nothing (RFC 7296 section 1.4.1)
              }
              remove(child, actions);
            });
      }
    }
    request
        .error()
        .ifPresent(error ->
            actions.add(new Action.Report(Action.Level.WARNING, "the peer says: " + error.text())));
    return deleted.isEmpty() ? List.of() : List.of(Delete.ofChildren(deleted));
  }

  private void remove(Child child, List<Action> actions) {
    use(child, actions);
    sa.children.remove(child);
    actions.add(new Action.RemoveChild(child.sa.outbound()));
  }

  /// The peer surely has the successor, if one waits for that.
  static void use(Child old, List<Action> actions) {
    if (old.waiting != null) {
      actions.add(new Action.UseChild(old.waiting));
      old.waiting = null;
    }
  }
}
