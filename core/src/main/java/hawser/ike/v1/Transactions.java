package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.Path;
import java.io.Serial;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages of Transaction exchanges (draft-dukes-ike-mode-cfg-02): requests of ours until they are
/// answered, and answers to the peer's. Some peers go on with a message ID, others take a new one
/// for every request; both are understood.
final class Transactions {
  private static final int MOST = 8;

  private final Isakmp sa;
  private final Messages messages;
  private final Retransmission retransmission;

  /// By message ID, the IV of the next message; the oldest of many is forgotten.
  private final LinkedHashMap<Integer, Octets> ivs =
      new LinkedHashMap<>() {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Octets> eldest) {
          return size() > MOST;
        }
      };

  Transactions(Isakmp sa, Messages messages, Retransmission retransmission) {
    this.sa = sa;
    this.messages = messages;
    this.retransmission = retransmission;
  }

  /// Opens a message; nothing of it counts before its HASH has been verified.
  ConfigBody open(Header header, Octets message, Path from, List<Action> actions) throws Malformed {
    int id = header.messageId();
    Octets iv = ivs.get(id);
    boolean begins = iv == null;
    if (begins) {
      sa.requireFresh(id);
    }
    Protected content = messages.open(header, message, iv == null ? messages.firstIv(id) : iv);
    messages.verify(content, id, Octets.EMPTY);
    ConfigBody body = ConfigBody.read(Payload.one(content.payloads(), PayloadType.ATTRIBUTES));
    if (begins) {
      sa.used(id);
    }
    ivs.put(id, Phase1Keys.lastBlock(message));
    sa.heard(from, actions);
    return body;
  }

  /// Sends a request of ours and repeats it until [#answered]. Returns its message ID.
  int request(Instant now, ConfigBody body, List<Action> actions) {
    int id = sa.newMessageId();
    retransmission.request(now, id, sa.path, message(id, body), actions);
    return id;
  }

  void answered(int id, List<Action> actions) {
    retransmission.answered(id, actions);
  }

  /// Answers a message of the peer, and again when it comes again.
  void answer(int id, Octets request, ConfigBody body, List<Action> actions) {
    Octets answer = message(id, body);
    retransmission.remember(id, request, answer);
    actions.add(new Action.Send(sa.path, answer));
  }

  private Octets message(int id, ConfigBody body) {
    Octets known = ivs.get(id);
    Octets message =
        messages.protect(
            Messages.EXCHANGE_TRANSACTION,
            id,
            known == null ? messages.firstIv(id) : known,
            Octets.EMPTY,
            List.of(body.toPayload()));
    ivs.put(id, Phase1Keys.lastBlock(message));
    return message;
  }
}
