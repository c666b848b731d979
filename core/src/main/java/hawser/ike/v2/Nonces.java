package hawser.ike.v2;

import hawser.bytes.Octets;

/// Both nonces of one exchange.
record Nonces(Octets initiator, Octets responder) {
  /// What decides which of two simultaneous exchanges was in vain: the one that has the lowest of
  /// all four nonces (RFC 7296 section 2.8.1).
  Octets lowest() {
    return initiator.compareTo(responder) <= 0 ? initiator : responder;
  }
}
