package hawser.ike;

/// Names one timer of a session.
///
/// @param exchange the message ID of the exchange, 0 for the first
public record Timer(Kind kind, int exchange) {
  /// What a timer is for.
  public enum Kind {
    RETRANSMIT,
    /// A responder waits this long for the peer's next message.
    HALF_OPEN,
    /// A task that the peer could not take is tried again.
    RETRY,
    /// A successor is sent on although its predecessor was not deleted; `exchange` is its SPI.
    USE,
    /// An IKE SA that another one replaced waits this long for its Delete.
    LINGER
  }
}
