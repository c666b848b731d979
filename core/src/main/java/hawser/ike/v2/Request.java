package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.ike.Action;
import java.time.Instant;
import java.util.List;

/// A request of ours that waits for its answer.
interface Request {
  /// The number of the exchange.
  int exchange();

  List<Payload> payloads();

  /// How often it is sent, at most.
  default int tries() {
    return Window.TRIES_ESTABLISHED;
  }

  /// The answer is here, its ICV verified.
  ///
  /// @throws Malformed when it is no answer to this: the IKE SA ends then (RFC 7296 section 2.21.3)
  void answered(Instant now, Contents answer, List<Action> actions) throws Malformed;

  /// It will have no answer, since the IKE SA ends or another one takes its place.
  default void dropped(String reason, List<Action> actions) {}
}
