package hawser.aggregate;

/// How the packets of a location are spread over its members.
public enum Algorithm {
  /// Each packet to the next member.
  ROUND_ROBIN,
  /// Each packet to the next member, members taking turns in proportion to their weights.
  WEIGHTED_ROUND_ROBIN,
  /// By source and destination address: a pair of hosts stays on one member.
  L3,
  /// By addresses, protocol and ports: a flow stays on one member.
  L4,
  /// All to the first member that is up, in configured order; it takes over again when it returns.
  REDUNDANT
}
