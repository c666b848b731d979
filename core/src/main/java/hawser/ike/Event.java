package hawser.ike;

import hawser.bytes.Octets;

/// What can happen to a session.
public sealed interface Event {
  /// The initiator begins.
  record Start() implements Event {}

  /// A message arrived whose header names this session, without non-ESP marker.
  record Received(Octets message, Path path) implements Event {}

  /// A timer that the session armed has run out.
  record Expired(Timer timer) implements Event {}

  /// Negotiate a Child SA.
  record StartChild(ChildConfig config) implements Event {}

  /// Negotiate the successor of a Child SA.
  record RekeyChild(Spi inbound, ChildConfig config) implements Event {}

  /// Negotiate the successor of this IKE SA. IKEv1 cannot: a new phase 1 takes over instead.
  record Rekey() implements Event {}

  /// Tell the peer that a Child SA of ours is gone.
  record DeleteChild(Spi inbound) implements Event {}

  /// Ask the peer for a sign of life.
  record ProbeLiveness() implements Event {}

  /// Ask the peer for an answer to a message that may not be fragmented.
  ///
  /// @param octets of the IKE message, at most; it has as many as whole cipher blocks allow
  record ProbePath(int octets) implements Event {}

  /// Tell the peer that this IKE SA is gone, and end.
  record Close(String reason) implements Event {}
}
