package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;

/// Notifies, deletes, and the liveness probes made of notifies (RFC 2409 section 5.7, RFC 3706).
final class Informational {
  private static final int MOST_PATH_PROBES = 64;

  private final Isakmp sa;
  private final Messages messages;
  private int probeSequence;

  /// The sequence number of the liveness probe under way, empty for none.
  private Octets awaited = Octets.EMPTY;

  /// By sequence number, how long the message was; the oldest of many is forgotten.
  private final LinkedHashMap<Octets, Integer> pathProbes = new LinkedHashMap<>();

  private long probesSent;
  private long probesReceived;

  Informational(Isakmp sa, Messages messages) {
    this.sa = sa;
    this.messages = messages;
    this.probeSequence = ByteBuffer.wrap(sa.entropy.octets(4).toArray()).getInt() & 0x3fffffff;
  }

  long probesSent() {
    return probesSent;
  }

  long probesReceived() {
    return probesReceived;
  }

  /// What the session does about a message.
  enum Outcome {
    NOTHING,
    PEER_CLOSED
  }

  /// Reads a message; nothing of it counts before its HASH has been verified (CVE-2019-10155), and
  /// nothing behind a Delete of this SA (CVE-2023-38712).
  Outcome received(
      Header header, Octets message, Path from, QuickModes quickModes, List<Action> actions)
      throws Malformed {
    int id = header.messageId();
    sa.requireFresh(id);
    Protected content = messages.open(header, message, messages.firstIv(id));
    messages.verify(content, id, Octets.EMPTY);
    sa.used(id);
    sa.heard(from, actions);
    for (Payload payload : content.payloads()) {
      if (payload.type() == PayloadType.DELETE) {
        if (deleted(Delete.read(payload.body()), actions) == Outcome.PEER_CLOSED) {
          return Outcome.PEER_CLOSED;
        }
      } else if (payload.type() == PayloadType.NOTIFY) {
        notified(Notify.read(payload.body()), quickModes, actions);
      }
    }
    return Outcome.NOTHING;
  }

  private Outcome deleted(Delete delete, List<Action> actions) {
    for (Octets spi : delete.spis()) {
      if (delete.protocol() == SaBody.PROTOCOL_ESP && spi.length() == 4) {
        actions.add(new Action.RemoveChild(new Spi(ByteBuffer.wrap(spi.toArray()).getInt())));
      } else if (delete.protocol() == SaBody.PROTOCOL_ISAKMP && spi.equals(sa.cookies())) {
        return Outcome.PEER_CLOSED;
      }
    }
    return Outcome.NOTHING;
  }

  private void notified(Notify notify, QuickModes quickModes, List<Action> actions)
      throws Malformed {
    switch (notify.type()) {
      case Notify.R_U_THERE -> {
        if (isOfThisSa(notify, actions) && notify.data().length() == 4) {
          probesReceived++;
          send(probe(Notify.R_U_THERE_ACK, notify.data()), actions);
        }
      }
      case Notify.R_U_THERE_ACK -> {
        if (isOfThisSa(notify, actions)) {
          acknowledged(notify.data(), actions);
        }
      }
      case Notify.NO_PROPOSAL_CHOSEN ->
          quickModes.refused("the peer accepts none of the phase 2 proposals", actions);
      case Notify.INVALID_ID_INFORMATION ->
          quickModes.refused("the peer does not accept the phase 2 selectors", actions);
      case Notify.LOCATION_ID -> {
        boolean first = sa.vendors.hawser() && sa.peerLocation.isAny(); // nobody moves
        if (first) {
          sa.peerLocation = Location.read(sa, notify);
          actions.add(new Action.Located(sa.peerLocation));
        }
      }
      case Notify.RESPONDER_LIFETIME -> {
        if (sa.role == Role.INITIATOR && isOfThisSa(notify, actions)) {
          sa.lifetime = Lifetime.after(notify, sa.lifetime);
        }
      }
      default ->
          actions.add(
              new Action.Report(Action.Level.INFO, "notify " + notify.type() + " received"));
    }
  }

  private void acknowledged(Octets data, List<Action> actions) {
    Integer octets = pathProbes.remove(data);
    if (octets != null) {
      actions.add(new Action.PathProbed(octets));
    } else if (!awaited.isEmpty() && data.equals(awaited)) {
      awaited = Octets.EMPTY;
      actions.add(new Action.LivenessConfirmed());
    }
  }

  private boolean isOfThisSa(Notify notify, List<Action> actions) {
    boolean ours = notify.spi().equals(sa.cookies());
    if (!ours) {
      actions.add(
          new Action.Dropped(IkeDrop.BAD_SPI, "notify " + notify.type() + " of another SA"));
    }
    return ours;
  }

  void sendProbe(List<Action> actions) {
    awaited = nextSequence();
    send(probe(Notify.R_U_THERE, awaited), actions);
  }

  /// A liveness probe with so much padding that the message has `octets` octets, to go out uncut:
  /// every peer with DPD answers it, and the answer's sequence number tells which one arrived.
  void sendPathProbe(int octets, List<Action> actions) {
    Octets sequence = nextSequence();
    int id = sa.newMessageId();
    Octets message =
        messages.protectPadded(
            Messages.EXCHANGE_INFORMATIONAL,
            id,
            messages.firstIv(id),
            List.of(probe(Notify.R_U_THERE, sequence)),
            octets);
    pathProbes.put(sequence, message.length());
    if (pathProbes.size() > MOST_PATH_PROBES) {
      pathProbes.pollFirstEntry();
    }
    actions.add(new Action.SendUncut(sa.path, message));
  }

  void sendDelete(int protocol, Octets spi, List<Action> actions) {
    send(new Delete(protocol, List.of(spi)).toPayload(), actions);
  }

  /// Sends one payload; nobody answers. Returns the message.
  Octets send(Payload payload, List<Action> actions) {
    int id = sa.newMessageId();
    Octets message =
        messages.protect(
            Messages.EXCHANGE_INFORMATIONAL,
            id,
            messages.firstIv(id),
            Octets.EMPTY,
            List.of(payload));
    actions.add(new Action.Send(sa.path, message));
    return message;
  }

  private Payload probe(int type, Octets data) {
    return new Notify(SaBody.PROTOCOL_ISAKMP, type, sa.cookies(), data).toPayload();
  }

  private Octets nextSequence() {
    probesSent++;
    return new Writer().u32(++probeSequence).toOctets();
  }
}
