package hawser.ike;

/// How ESP travels: as IP protocol 50, or in UDP port 4500 (RFC 3948).
public enum Encapsulation {
  NONE,
  UDP
}
