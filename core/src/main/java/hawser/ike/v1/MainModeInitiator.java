package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Messages 1, 3 and 5.
final class MainModeInitiator implements Phase1Mode {
  private enum State {
    IDLE,
    SA_ANSWER,
    KE_ANSWER,
    ID_ANSWER,
    DONE
  }

  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;
  private final V1Session.Contact contact;
  private final Phase1Exchange exchange;
  private State state = State.IDLE;

  MainModeInitiator(
      Isakmp sa, Messages messages, Retransmission retransmission, V1Session.Contact contact) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.contact = contact;
    this.exchange = new Phase1Exchange(sa);
  }

  @Override
  public void start(Instant now, List<Action> actions) {
    if (state != State.IDLE) {
      return;
    }
    exchange.initiatorSa = Phase1Offer.offer(sa.config.proposals(), sa).write();
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, exchange.initiatorSa));
    payloads.addAll(Vendors.ours(sa.config).toPayloads());
    state = State.SA_ANSWER;
    request(now, messages.clear(payloads), actions);
  }

  @Override
  public Progress received(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    return switch (state) {
      case SA_ANSWER -> acceptAnswer(now, header, Messages.readClear(header, message), actions);
      case KE_ANSWER -> acceptKeys(now, Messages.readClear(header, message), actions);
      case ID_ANSWER -> acceptIdentity(header, message, from, actions);
      case IDLE, DONE -> throw Phase1Mode.unexpected(state);
    };
  }

  /// Message 2.
  private Progress acceptAnswer(
      Instant now, Header header, List<Payload> payloads, List<Action> actions) throws Malformed {
    if (header.responderSpi().isNone()) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    sa.agreed(Phase1Offer.accept(payloads, sa.config.proposals(), sa));
    sa.responderSpi = header.responderSpi();
    sa.vendors = Vendors.read(payloads).and(Vendors.ours(sa.config));
    exchange.generate(sa.agreed().group());
    List<Payload> keys = exchange.keyPayloads();
    if (sa.vendors.nat()) {
      keys.addAll(Nat.payloads(sa, sa.vendors));
    }
    state = State.KE_ANSWER;
    request(now, messages.clear(keys), actions);
    return Progress.UNDER_WAY;
  }

  /// Message 4.
  private Progress acceptKeys(Instant now, List<Payload> payloads, List<Action> actions)
      throws Malformed {
    exchange.derive(payloads);
    if (sa.vendors.nat()) {
      sa.nat = Nat.detect(sa, payloads, sa.vendors);
    }
    if (sa.encapsulation() == Encapsulation.UDP) {
      sa.path = sa.path.floated(); // RFC 3947 section 4: from message 5 on
    }
    List<Payload> proof = new ArrayList<>(List.of(exchange.identity(), exchange.hash()));
    proof.addAll(exchange.notifies(contact));
    state = State.ID_ANSWER;
    request(now, messages.encryptedPhase1(proof), actions);
    return Progress.UNDER_WAY;
  }

  /// Message 6.
  private Progress acceptIdentity(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    sa.proved(exchange.identify(header, message, from, actions));
    sa.lastBlock = Phase1Keys.lastBlock(message);
    sa.path = from;
    state = State.DONE;
    retransmission.answered(0, actions);
    return Progress.PROVED;
  }

  private void request(Instant now, Octets message, List<Action> actions) {
    retransmission.answered(0, actions);
    retransmission.request(now, 0, sa.path, message, actions);
  }
}
