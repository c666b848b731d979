package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Group;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.IkeProposal;
import hawser.ike.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Messages 1 and 3 of Aggressive Mode.
///
/// Message 3 has no answer: it is repeated until the peer says anything under the new keys.
final class AggressiveInitiator implements Phase1Mode {
  private enum State {
    IDLE,
    ANSWER,
    DONE
  }

  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;
  private final V1Session.Contact contact;
  private final Phase1Exchange exchange;
  private final List<IkeProposal> proposals;
  private State state = State.IDLE;

  AggressiveInitiator(
      Isakmp sa, Messages messages, Retransmission retransmission, V1Session.Contact contact) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.contact = contact;
    this.exchange = new Phase1Exchange(sa);
    // The public value is in message 1, so that the group is not negotiable (RFC 2409 section 5).
    Group group = sa.config.proposals().getFirst().group();
    this.proposals = sa.config.proposals().stream().filter(p -> p.group() == group).toList();
  }

  @Override
  public void start(Instant now, List<Action> actions) {
    if (state != State.IDLE) {
      return;
    }
    exchange.generate(proposals.getFirst().group());
    exchange.initiatorSa = Phase1Offer.offer(proposals, sa).write();
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, exchange.initiatorSa));
    payloads.addAll(exchange.keyPayloads());
    payloads.add(exchange.identity());
    payloads.addAll(Vendors.ours(sa.config).toPayloads());
    state = State.ANSWER;
    retransmission.request(now, 0, sa.path, messages.clear(payloads), actions);
  }

  @Override
  public Progress received(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    return switch (state) {
      case ANSWER -> acceptAnswer(now, header, message, from, actions);
      case IDLE, DONE -> throw Phase1Mode.unexpected(state);
    };
  }

  /// Message 2. Nothing of it stays when its HASH is wrong: anybody may have sent it.
  private Progress acceptAnswer(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    if (header.responderSpi().isNone()) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    List<Payload> payloads = Messages.readClear(header, message);
    sa.agreed(Phase1Offer.accept(payloads, proposals, sa));
    sa.responderSpi = header.responderSpi();
    sa.vendors = Vendors.read(payloads).and(Vendors.ours(sa.config));
    try {
      exchange.derive(payloads);
      sa.proved(exchange.check(payloads, Payload.one(payloads, PayloadType.IDENTITY)));
    } catch (Malformed e) {
      sa.forget();
      exchange.reportMismatch(e, from, actions);
      throw e;
    }
    if (sa.vendors.nat()) {
      sa.nat = Nat.detect(sa, payloads, sa.vendors);
    }
    if (sa.encapsulation() == Encapsulation.UDP) {
      sa.path = sa.path.floated(); // RFC 3947 section 4: from message 3 on
    }
    state = State.DONE;
    retransmission.answered(0, actions);
    retransmission.request(now, 0, sa.path, messages.encryptedPhase1(third()), actions);
    return Progress.PROVED;
  }

  private List<Payload> third() {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(exchange.hash());
    if (sa.vendors.nat()) {
      payloads.addAll(Nat.payloads(sa, sa.vendors));
    }
    payloads.addAll(exchange.notifies(contact));
    return payloads;
  }
}
