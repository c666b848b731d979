package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import hawser.ike.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages 2, 4 and 6: each answers one message of the peer and is repeated only when that is
/// (VU#419128).
final class MainModeResponder implements MainMode {
  static final Duration HALF_OPEN = Duration.ofSeconds(30);

  private static final Timer HALF_OPEN_TIMER = new Timer(Timer.Kind.HALF_OPEN, 0);

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
      case SA_OFFER -> answerOffer(now, header, message, actions);
      case KE_REQUEST -> answerKeys(now, header, message, actions);
      case ID_REQUEST -> answerIdentity(header, message, from, actions);
      case DONE -> throw MainMode.unexpected(state);
    };
  }

  /// Message 1.
  private Progress answerOffer(Instant now, Header header, Octets message, List<Action> actions)
      throws Malformed {
    if (!header.responderSpi().isNone()) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    List<Payload> payloads = Messages.readClear(header, message);
    Octets offered = Payload.one(payloads, PayloadType.SA);
    Optional<Phase1Offer.Choice> choice =
        Phase1Offer.choose(SaBody.read(offered), sa.config.proposals(), sa.config.lifetime());
    sa.initiatorSpi = header.initiatorSpi();
    sa.responderSpi = sa.newSpi();
    if (choice.isEmpty()) {
      refuse(actions);
      return Progress.REFUSED;
    }
    exchange.initiatorSa = offered;
    sa.agreed(choice.orElseThrow());
    offeredLonger = choice.orElseThrow().offeredLonger();
    exchange.vendors = Vendors.read(payloads).and(Vendors.ours(sa.config.natTraversal()));
    List<Payload> answer = new ArrayList<>();
    answer.add(new Payload(PayloadType.SA, choice.orElseThrow().answer().write()));
    answer.addAll(exchange.vendors.toPayloads());
    state = State.KE_REQUEST;
    actions.add(new Action.Arm(HALF_OPEN_TIMER, now.plus(HALF_OPEN)));
    answer(message, messages.clear(answer), actions);
    return Progress.UNDER_WAY;
  }

  private void refuse(List<Action> actions) {
    String words = " offers is not in " + sa.config.name();
    actions.add(
        new Action.Report(
            Action.Level.WARNING, "no SA proposal chosen: what " + sa.path.remote() + words));
    actions.add(new Action.Send(sa.path, messages.clearNotify(Notify.NO_PROPOSAL_CHOSEN)));
  }

  /// Message 3.
  private Progress answerKeys(Instant now, Header header, Octets message, List<Action> actions)
      throws Malformed {
    List<Payload> payloads = Messages.readClear(header, message);
    exchange.generate();
    exchange.derive(payloads);
    List<Payload> keys = exchange.keyPayloads();
    boolean natAsked = !Payload.all(payloads, PayloadType.NAT_DETECTION).isEmpty();
    if (exchange.vendors.nat() && natAsked) {
      sa.nat = Nat.detect(sa, payloads, exchange.vendors);
      keys.addAll(Nat.payloads(sa, exchange.vendors));
    }
    state = State.ID_REQUEST;
    actions.add(new Action.Arm(HALF_OPEN_TIMER, now.plus(HALF_OPEN)));
    answer(message, messages.clear(keys), actions);
    return Progress.UNDER_WAY;
  }

  /// Message 5.
  private Progress answerIdentity(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    Phase1Exchange.Peer peer = exchange.identify(header, message, from, actions);
    exchange.establish(peer, message, from);
    state = State.DONE;
    List<Payload> proof = exchange.proof();
    if (offeredLonger) {
      proof.add(Lifetime.PHASE_1.notify(sa.cookies(), sa.lifetime));
    }
    actions.add(new Action.Disarm(HALF_OPEN_TIMER));
    answer(message, messages.encryptedMain(proof), actions);
    actions.add(new Action.Established(peer.identity(), peer.location(), peer.initialContact()));
    actions.add(new Action.PeerAlive());
    return Progress.ESTABLISHED;
  }

  private void answer(Octets request, Octets answer, List<Action> actions) {
    retransmission.remember(0, request, answer);
    actions.add(new Action.Send(sa.path, answer));
  }
}
