package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The Quick Mode exchanges under way on one ISAKMP SA, by message ID.
///
/// ```
/// initiator                              responder
/// HDR*, HASH(1), SA, Ni, [KE], ID, ID -->
///                                     <-- HDR*, HASH(2), SA, Nr, [KE], ID, ID, [N]
/// HDR*, HASH(3)                       -->
/// ```
final class QuickModes {
  static final Duration HALF_OPEN = Duration.ofSeconds(30);

  private static final int MOST = 64;

  private final Messages messages;
  private final Isakmp sa;
  private final Retransmission retransmission;
  private final QuickInitiator initiator;
  private final QuickResponder responder;
  private final Map<Integer, QuickMode> underWay = new HashMap<>();

  QuickModes(
      Isakmp sa,
      Messages messages,
      Retransmission retransmission,
      Informational informational,
      Supplier<Spi> spis) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
    this.initiator = new QuickInitiator(sa, messages, retransmission, spis);
    this.responder = new QuickResponder(sa, messages, retransmission, informational, spis);
  }

  void start(Instant now, ChildConfig child, List<Action> actions) {
    int id = sa.newMessageId();
    underWay.put(id, initiator.start(now, child, id, actions));
  }

  void received(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    int id = header.messageId();
    QuickMode known = underWay.get(id);
    if (known == null) {
      begin(now, header, message, from, actions);
      return;
    }
    Protected content = messages.open(header, message, known.iv);
    switch (known.role) {
      case INITIATOR -> {
        messages.verify(content, id, known.nonce);
        sa.heard(from, actions);
        initiator.accept(known, content, message, actions);
      }
      case RESPONDER -> {
        Messages.verify(content, known.hash3(sa.keys()), id);
        sa.heard(from, actions);
        responder.confirmed(known, actions);
      }
    }
    underWay.remove(id);
  }

  /// The first message of a peer's exchange.
  private void begin(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    int id = header.messageId();
    sa.requireFresh(id);
    Protected content = messages.open(header, message, messages.firstIv(id));
    messages.verify(content, id, Octets.EMPTY);
    if (underWay.size() >= MOST) {
      throw new IkeError(IkeDrop.LIMIT, "quick modes");
    }
    sa.used(id);
    sa.heard(from, actions);
    responder
        .answer(now, id, message, content, actions)
        .ifPresent(quick -> underWay.put(id, quick));
  }

  /// The peer's refusal names no message ID that can be relied on: every exchange of ours that
  /// waits fails.
  void refused(String reason, List<Action> actions) {
    for (QuickMode quick : List.copyOf(underWay.values())) {
      if (quick.role == Role.INITIATOR) {
        retransmission.answered(quick.messageId, actions);
        end(quick.messageId, reason, actions);
      }
    }
  }

  /// Ends an exchange that came to nothing. False when there is none.
  boolean end(int messageId, String reason, List<Action> actions) {
    QuickMode quick = underWay.remove(messageId);
    if (quick == null) {
      return false;
    }
    actions.add(
        switch (quick.role) {
          case INITIATOR -> new Action.ChildFailed(quick.child.name(), reason);
          case RESPONDER -> new Action.AbandonChild(quick.inbound);
        });
    return true;
  }

  void endAll(String reason, List<Action> actions) {
    for (int id : List.copyOf(underWay.keySet())) {
      end(id, reason, actions);
    }
  }
}
