package hawser.ike.v1;

import hawser.bytes.Octets;

/// Vendor IDs that we send and know.
final class Vendor {
  static final Octets NAT_TRAVERSAL = Octets.ofHex("4a131c81070358455c5728f20e95452f"); // RFC 3947
  static final Octets DEAD_PEER_DETECTION = Octets.ofHex("afcad71368a1f1c96b8696fc77570100");

  static final Octets XAUTH = Octets.ofHex("09002689dfd6b712"); // draft-beaulieu-ike-xauth-02

  /// Wants the networks that lie behind us in mode-cfg, as Cisco's clients do.
  static final Octets UNITY = Octets.ofHex("12f5f28c457168a9702d9fe274cc0100");

  /// Takes messages in fragments: MD5 of "FRAGMENTATION", then four octets that say in which modes.
  static final Octets FRAGMENTATION = Octets.ofHex("4048b7d56ebce88525e7de7f00d6c2d3");

  /// In Main Mode and in Aggressive Mode.
  static final Octets FRAGMENTATION_MODES = Octets.ofHex("c0000000");

  private Vendor() {}
}
