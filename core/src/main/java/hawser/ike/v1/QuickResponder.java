package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Role;
import hawser.ike.Spi;
import hawser.ike.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Quick Mode that the peer begins: message 2.
final class QuickResponder {
  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;
  private final Informational informational;
  private final Supplier<Spi> spis;

  QuickResponder(
      Isakmp sa,
      Messages messages,
      Retransmission retransmission,
      Informational informational,
      Supplier<Spi> spis) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.informational = informational;
    this.spis = spis;
  }

  /// Message 1, verified. Empty when it was refused.
  Optional<QuickMode> answer(
      Instant now, int messageId, Octets message, Protected content, List<Action> actions)
      throws Malformed {
    List<Payload> payloads = content.payloads();
    SaBody offered = SaBody.read(Payload.one(payloads, PayloadType.SA));
    Octets theirNonce = Nonce.read(payloads);
    List<Octets> theirKey = Payload.all(payloads, PayloadType.KEY_EXCHANGE);
    Selectors selectors =
        Selectors.read(payloads).map(Selectors::reversed).orElseGet(() -> Selectors.hosts(sa.path));
    List<ChildConfig> fitting =
        sa.mayCover(selectors.remote())
            ? sa.config.children().stream()
                .filter(child -> Selectors.of(child).contains(selectors))
                .toList()
            : List.of();
    for (ChildConfig child : fitting) {
      Optional<Phase2Offer.Choice> choice =
          Phase2Offer.choose(offered, child, sa.encapsulation())
              .filter(chosen -> chosen.group().isPresent() == !theirKey.isEmpty());
      if (choice.isPresent()) {
        QuickMode quick = quick(child, choice.orElseThrow(), messageId, theirNonce);
        install(now, quick, choice.orElseThrow(), theirKey, selectors, message, actions);
        return Optional.of(quick);
      }
    }
    Octets refusal =
        fitting.isEmpty()
            ? refuseSelectors(selectors, actions)
            : refuseProposal(offered, fitting, actions);
    retransmission.remember(messageId, message, refusal);
    return Optional.empty();
  }

  private QuickMode quick(
      ChildConfig child, Phase2Offer.Choice choice, int messageId, Octets theirNonce) {
    KeyExchange own =
        choice.group().map(group -> KeyExchange.generate(group, sa.entropy)).orElse(null);
    Octets nonce = sa.entropy.octets(Isakmp.NONCE_LENGTH);
    QuickMode quick = new QuickMode(child, Role.RESPONDER, messageId, spis.get(), nonce, own);
    quick.peerNonce = theirNonce;
    return quick;
  }

  private void install(
      Instant now,
      QuickMode quick,
      Phase2Offer.Choice choice,
      List<Octets> theirKey,
      Selectors selectors,
      Octets message,
      List<Action> actions)
      throws Malformed {
    ChildSa child = quick.derive(sa.keys(), choice, theirKey, selectors, sa.encapsulation());
    List<Payload> payloads = quick.payloads(choice.answer(quick.inbound), selectors.reversed());
    if (choice.offeredLonger()) {
      Octets spi = new Writer().u32(quick.inbound.value() & 0xffffffffL).toOctets();
      payloads.add(Lifetime.PHASE_2.notify(spi, choice.limits()));
    }
    Octets second =
        messages.protect(
            Messages.EXCHANGE_QUICK,
            quick.messageId,
            Phase1Keys.lastBlock(message),
            quick.peerNonce,
            payloads);
    quick.iv = Phase1Keys.lastBlock(second);
    actions.add(new Action.InstallChild(child)); // we can receive before we answer
    actions.add(new Action.Arm(halfOpen(quick), now.plus(QuickModes.HALF_OPEN)));
    retransmission.remember(quick.messageId, message, second);
    // A lost third message shows only here: the peer is authenticated, so this may be repeated.
    retransmission.request(now, quick.messageId, sa.path, second, actions);
  }

  /// Message 3, verified.
  void confirmed(QuickMode quick, List<Action> actions) {
    retransmission.answered(quick.messageId, actions);
    retransmission.forget(quick.messageId);
    actions.add(new Action.Disarm(halfOpen(quick)));
    actions.add(new Action.UseChild(quick.inbound));
  }

  private Octets refuseProposal(SaBody offered, List<ChildConfig> ours, List<Action> actions) {
    actions.add(new Action.NothingMatches(Phase2Words.mismatch(offered, ours, sa.encapsulation())));
    return refuse(Notify.NO_PROPOSAL_CHOSEN, "no phase 2 proposal of the peer is ours", actions);
  }

  private Octets refuseSelectors(Selectors selectors, List<Action> actions) {
    return refuse(
        Notify.INVALID_ID_INFORMATION, "no phase 2 has the selectors " + selectors, actions);
  }

  private Octets refuse(int type, String words, List<Action> actions) {
    actions.add(new Action.Report(Action.Level.WARNING, sa.config.name() + ": " + words));
    Octets none = new Writer().u32(0).toOctets();
    return informational.send(
        new Notify(SaBody.PROTOCOL_ESP, type, none, Octets.EMPTY).toPayload(), actions);
  }

  private static Timer halfOpen(QuickMode quick) {
    return new Timer(Timer.Kind.HALF_OPEN, quick.messageId);
  }
}
