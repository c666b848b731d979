package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import java.time.Instant;
import java.util.List;

/// One side of phase 1: Main Mode or Aggressive Mode (RFC 2409 section 5.4). Its states are named
/// for what they wait for.
sealed interface Phase1Mode
    permits MainModeInitiator, MainModeResponder, AggressiveInitiator, AggressiveResponder {
  /// The initiator's first message; nothing at the responder.
  void start(Instant now, List<Action> actions);

  /// Takes the peer's next message.
  ///
  /// @throws Malformed when it is not one; the state is as before
  Progress received(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed;

  /// What a message led to.
  enum Progress {
    UNDER_WAY,
    /// [Isakmp#peer()] has proved that it knows the key.
    PROVED,
    REFUSED
  }

  static IkeError unexpected(Enum<?> state) {
    return new IkeError(IkeDrop.UNEXPECTED, "phase 1 in state " + state);
  }
}
