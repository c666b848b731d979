package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Message 2 of Aggressive Mode. It goes to an address that has proved nothing, so it is repeated
/// only when message 1 is (VU#419128).
final class AggressiveResponder implements Phase1Mode {
  private enum State {
    OFFER,
    PROOF,
    DONE
  }

  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;
  private final Informational informational;
  private final Phase1Exchange exchange;
  private State state = State.OFFER;
  private Octets peerId = Octets.EMPTY;
  private boolean offeredLonger;

  AggressiveResponder(
      Isakmp sa, Messages messages, Retransmission retransmission, Informational informational) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.informational = informational;
    this.exchange = new Phase1Exchange(sa);
  }

  @Override
  public void start(Instant now, List<Action> actions) {}

  @Override
  public Progress received(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    return switch (state) {
      case OFFER -> answerOffer(header, message, actions);
      case PROOF -> acceptProof(header, message, from, actions);
      case DONE -> throw Phase1Mode.unexpected(state);
    };
  }

  /// Message 1. Unless it can be answered, nothing of it stays.
  private Progress answerOffer(Header header, Octets message, List<Action> actions)
      throws Malformed {
    if (!header.responderSpi().isNone()) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    List<Payload> payloads = Messages.readClear(header, message);
    Octets offered = Payload.one(payloads, PayloadType.SA);
    SaBody offer = SaBody.read(offered);
    peerId = Payload.one(payloads, PayloadType.IDENTITY);
    Identity claimed = IdBody.identity(peerId);
    sa.initiatorSpi = header.initiatorSpi();
    sa.responderSpi = sa.newSpi();
    if (!exchange.admits(claimed)) {
      return Progress.REFUSED; // without an answer: who asks need not know whom we know
    }
    Optional<Phase1Offer.Choice> choice = Phase1Offer.choose(offer, sa.config.proposals(), sa);
    if (choice.isEmpty()) {
      exchange.refuse(offer, messages, actions);
      return Progress.REFUSED;
    }
    exchange.initiatorSa = offered;
    sa.agreed(choice.get());
    offeredLonger = choice.get().offeredLonger();
    sa.vendors = Vendors.read(payloads).and(Vendors.ours(sa.config));
    try {
      exchange.generate(sa.agreed().group());
      exchange.derive(payloads);
    } catch (Malformed e) {
      sa.forget();
      throw e;
    }
    state = State.PROOF;
    Octets answer = messages.clear(second(choice.get()));
    retransmission.remember(0, message, answer);
    actions.add(new Action.Send(sa.path, answer));
    return Progress.UNDER_WAY;
  }

  private List<Payload> second(Phase1Offer.Choice choice) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, choice.answer().write()));
    payloads.addAll(exchange.keyPayloads());
    payloads.add(exchange.identity());
    payloads.add(exchange.hash());
    payloads.addAll(sa.vendors.toPayloads());
    if (sa.vendors.nat()) {
      payloads.addAll(Nat.payloads(sa, sa.vendors));
    }
    return payloads;
  }

  /// Message 3, encrypted or not (RFC 2409 section 5.4).
  private Progress acceptProof(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    List<Payload> payloads;
    try {
      Octets clear =
          header.isEncrypted()
              ? sa.keys().decrypt(sa.lastBlock, Messages.body(message))
              : Messages.body(message);
      payloads = Payload.readChain(Reader.of(clear), header.nextPayload());
      sa.proved(exchange.check(payloads, peerId));
    } catch (Malformed e) {
      exchange.reportMismatch(e, from, actions);
      throw e;
    }
    if (header.isEncrypted()) {
      sa.lastBlock = Phase1Keys.lastBlock(message);
    }
    sa.path = from;
    if (sa.vendors.nat()) {
      sa.nat = Nat.detect(sa, payloads, sa.vendors);
    }
    state = State.DONE;
    retransmission.remember(0, message, Octets.EMPTY);
    tellMore(actions);
    return Progress.PROVED;
  }

  /// What Main Mode says in message 6, in an exchange of its own.
  private void tellMore(List<Action> actions) {
    for (Payload notify : exchange.notifies(V1Session.Contact.FURTHER)) {
      Octets _ = informational.send(notify, actions);
    }
    if (offeredLonger) {
      Octets _ = informational.send(Lifetime.PHASE_1.notify(sa.cookies(), sa.lifetime), actions);
    }
  }
}
