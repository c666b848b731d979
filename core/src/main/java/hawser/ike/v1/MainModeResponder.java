package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages 2, 4 and 6: each answers one message of the peer and is repeated only when that is
/// (VU#419128).
final class MainModeResponder implements Phase1Mode {
  private enum State {
    SA_OFFER,
    KE_REQUEST,
    ID_REQUEST,
    DONE
  }

  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;
  private final Phase1Exchange exchange;
  private State state = State.SA_OFFER;
  private boolean offeredLonger;

  MainModeResponder(Isakmp sa, Messages messages, Retransmission retransmission) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.exchange = new Phase1Exchange(sa);
  }

  @Override
  public void start(Instant now, List<Action> actions) {}

  @Override
  public Progress received(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    return switch (state) {
      case SA_OFFER -> answerOffer(header, message, actions);
      case KE_REQUEST -> answerKeys(header, message, actions);
      case ID_REQUEST -> answerIdentity(header, message, from, actions);
      case DONE -> throw Phase1Mode.unexpected(state);
    };
  }

  /// Message 1.
  private Progress answerOffer(Header header, Octets message, List<Action> actions)
      throws Malformed {
    if (!header.responderSpi().isNone()) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    List<Payload> payloads = Messages.readClear(header, message);
    Octets offered = Payload.one(payloads, PayloadType.SA);
    SaBody offer = SaBody.read(offered);
    Optional<Phase1Offer.Choice> choice = Phase1Offer.choose(offer, sa.config.proposals(), sa);
    sa.initiatorSpi = header.initiatorSpi();
    sa.responderSpi = sa.newSpi();
    if (choice.isEmpty()) {
      exchange.refuse(offer, messages, actions);
      return Progress.REFUSED;
    }
    exchange.initiatorSa = offered;
    sa.agreed(choice.orElseThrow());
    offeredLonger = choice.orElseThrow().offeredLonger();
    sa.vendors = Vendors.read(payloads).and(Vendors.ours(sa.config));
    List<Payload> answer = new ArrayList<>();
    answer.add(new Payload(PayloadType.SA, choice.orElseThrow().answer().write()));
    answer.addAll(sa.vendors.toPayloads());
    state = State.KE_REQUEST;
    answer(message, messages.clear(answer), actions);
    return Progress.UNDER_WAY;
  }

  /// Message 3.
  private Progress answerKeys(Header header, Octets message, List<Action> actions)
      throws Malformed {
    List<Payload> payloads = Messages.readClear(header, message);
    exchange.generate(sa.agreed().group());
    exchange.derive(payloads);
    List<Payload> keys = exchange.keyPayloads();
    boolean natAsked = !Payload.all(payloads, PayloadType.NAT_DETECTION).isEmpty();
    if (sa.vendors.nat() && natAsked) {
      sa.nat = Nat.detect(sa, payloads, sa.vendors);
      keys.addAll(Nat.payloads(sa, sa.vendors));
    }
    state = State.ID_REQUEST;
    answer(message, messages.clear(keys), actions);
    return Progress.UNDER_WAY;
  }

  /// Message 5.
  private Progress answerIdentity(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    sa.proved(exchange.identify(header, message, from, actions));
    sa.lastBlock = Phase1Keys.lastBlock(message);
    sa.path = from;
    state = State.DONE;
    List<Payload> proof = new ArrayList<>(List.of(exchange.identity(), exchange.hash()));
    proof.addAll(exchange.notifies(V1Session.Contact.FURTHER));
    if (offeredLonger) {
      proof.add(Lifetime.PHASE_1.notify(sa.cookies(), sa.lifetime));
    }
    answer(message, messages.encryptedPhase1(proof), actions);
    return Progress.PROVED;
  }

  private void answer(Octets request, Octets answer, List<Action> actions) {
    retransmission.remember(0, request, answer);
    actions.add(new Action.Send(sa.path, answer));
  }
}
