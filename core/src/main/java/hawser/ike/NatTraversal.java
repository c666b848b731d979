package hawser.ike;

/// Whether ESP may travel in UDP.
public enum NatTraversal {
  /// When a NAT is found.
  ENABLE,
  /// When a NAT is found, or when the peer is a Hawser that prefers UDP too.
  PREFERRED,
  /// Never.
  DISABLE,
  /// Always: we claim a NAT.
  FORCED
}
