package hawser.ike;

/// Whether ESP may travel in UDP.
public enum NatTraversal {
  /// When a NAT is found.
  ENABLE,
  /// Never.
  DISABLE,
  /// Always: we claim a NAT.
  FORCED
}
