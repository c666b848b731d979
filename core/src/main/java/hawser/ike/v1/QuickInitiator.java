package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// Quick Mode that we begin: messages 1 and 3.
final class QuickInitiator {
  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;
  private final Supplier<Spi> spis;

  QuickInitiator(Isakmp sa, Messages messages, Retransmission retransmission, Supplier<Spi> spis) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.spis = spis;
  }

  QuickMode start(Instant now, ChildConfig child, int messageId, List<Action> actions) {
    KeyExchange own =
        child.pfsGroups().isEmpty()
            ? null
            : KeyExchange.generate(child.pfsGroups().getFirst(), sa.entropy);
    QuickMode quick =
        new QuickMode(
            child,
            Role.INITIATOR,
            messageId,
            spis.get(),
            sa.entropy.octets(Isakmp.NONCE_LENGTH),
            own);
    SaBody offer = Phase2Offer.offer(child, quick.inbound, quick.group(), sa.encapsulation());
    List<Payload> payloads = quick.payloads(offer, Selectors.of(child));
    Octets message =
        messages.protect(
            Messages.EXCHANGE_QUICK,
            messageId,
            messages.firstIv(messageId),
            Octets.EMPTY,
            payloads);
    quick.iv = Phase1Keys.lastBlock(message);
    retransmission.request(now, messageId, sa.path, message, actions);
    return quick;
  }

  /// Message 2, verified: makes the SA and sends message 3.
  void accept(QuickMode quick, Protected content, Octets message, List<Action> actions)
      throws Malformed {
    Phase2Offer.Choice choice =
        SaBody.read(Payload.one(content.payloads(), PayloadType.SA))
            .only()
            .flatMap(one -> Phase2Offer.choose(one, quick.child, sa.encapsulation()))
            .filter(chosen -> chosen.group().equals(quick.group()))
            .orElseThrow(() -> new Malformed("the answer is not one of our suites"));
    quick.peerNonce = Nonce.read(content.payloads());
    Selectors offered = Selectors.of(quick.child);
    Selectors selectors = Selectors.read(content.payloads()).orElse(offered);
    if (!offered.contains(selectors)) {
      throw new Malformed("the answer's selectors are wider than ours");
    }
    ChildSa child =
        quick.derive(
            sa.keys(),
            choice.with(limits(content.payloads(), choice.limits())),
            Payload.all(content.payloads(), PayloadType.KEY_EXCHANGE),
            selectors,
            sa.encapsulation());
    Octets third =
        messages.seal(
            Messages.EXCHANGE_QUICK,
            quick.messageId,
            Phase1Keys.lastBlock(message),
            List.of(new Payload(PayloadType.HASH, quick.hash3(sa.keys()))));
    retransmission.answered(quick.messageId, actions);
    retransmission.remember(quick.messageId, message, third);
    actions.add(new Action.InstallChild(child));
    actions.add(new Action.Send(sa.path, third));
    actions.add(new Action.UseChild(child.inbound()));
  }

  /// What the responder says that it uses, if it is less.
  private static Lifetime.Limits limits(List<Payload> payloads, Lifetime.Limits agreed)
      throws Malformed {
    Lifetime.Limits limits = agreed;
    for (Octets body : Payload.all(payloads, PayloadType.NOTIFY)) {
      Notify notify = Notify.read(body);
      if (notify.type() == Notify.RESPONDER_LIFETIME) {
        limits = Lifetime.after(notify, limits);
      }
    }
    return limits;
  }
}
