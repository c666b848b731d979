package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Knows the key and says what a session never would.
final class Peer {
  final Isakmp sa;
  final Messages messages;

  /// All that the session and the peer sent, in order.
  final List<Octets> sent = new ArrayList<>();

  private final MainModeInitiator mainMode;
  private final Session session;

  /// A peer that has established phase 1 with the responder `session`.
  Peer(SessionConfig config, Session session) throws Malformed {
    this.session = session;
    this.sa = new Isakmp(config, Role.INITIATOR, Sessions.INITIATOR, new Random(3)::nextBytes);
    this.messages = new Messages(sa);
    this.mainMode =
        new MainModeInitiator(
            sa, messages, new Retransmission(sa.entropy), V1Session.Contact.FURTHER);
    List<Action> ours = new ArrayList<>();
    mainMode.start(Wire.NOW, ours);
    while (!messages(ours).isEmpty()) {
      Octets message = messages(ours).getFirst();
      sent.add(message);
      ours = new ArrayList<>();
      for (Octets answer : messages(send(message))) {
        sent.add(answer);
        if (Header.parse(answer).exchange() != Messages.EXCHANGE_MAIN) {
          continue; // the session asks for a user
        }
        mainMode.received(Wire.NOW, Header.parse(answer), answer, Sessions.INITIATOR, ours);
      }
    }
    assertEquals(6, sent.stream().filter(Peer::isMainMode).count());
  }

  private static boolean isMainMode(Octets message) {
    return message.at(18) == Messages.EXCHANGE_MAIN;
  }

  List<Action> send(Octets message) {
    return session.handle(Wire.NOW, new Event.Received(message, Sessions.RESPONDER));
  }

  /// The first message of a phase 2 exchange with a true HASH.
  Octets phase2(int exchange, int id, Payload... payloads) {
    return messages.protect(exchange, id, messages.firstIv(id), Octets.EMPTY, List.of(payloads));
  }

  Octets informational(int id, Payload... payloads) {
    return phase2(Messages.EXCHANGE_INFORMATIONAL, id, payloads);
  }

  static List<Octets> messages(List<Action> actions) {
    return all(actions, Action.Send.class).stream().map(Action.Send::message).toList();
  }

  static <A extends Action> List<A> all(List<Action> actions, Class<A> kind) {
    return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Exactly one drop for this reason, and nothing else was done.
  static void assertDropped(IkeDrop reason, List<Action> actions) {
    assertEquals(1, actions.size(), actions.toString());
    assertEquals(reason, all(actions, Action.Dropped.class).getFirst().reason());
  }

  /// Dropped for this reason, without an answer or a child.
  static void assertRefused(IkeDrop reason, List<Action> actions) {
    List<Action.Dropped> drops = all(actions, Action.Dropped.class);
    assertEquals(List.of(reason), drops.stream().map(Action.Dropped::reason).toList());
    assertEquals(List.of(), messages(actions));
    assertEquals(List.of(), all(actions, Action.InstallChild.class));
  }
}
