package hawser.ike;

/// Names one timer of a session.
///
/// @param exchange the message ID of the exchange, 0 for the first
public record Timer(Kind kind, int exchange) {
  /// What a timer is for.
  public enum Kind {
    RETRANSMIT,
    /// A responder waits this long for the peer's next message.
    HALF_OPEN
  }
}
