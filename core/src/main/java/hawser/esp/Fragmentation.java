package hawser.esp;

/// Where an inner packet is cut that may be cut and is too long for its path (RFC 4301 section
/// 8.2.1).
public enum Fragmentation {
  /// The inner packet is cut, and each piece sealed: no ESP packet needs to be reassembled.
  PRE_ENCAPSULATION,

  /// The inner packet is sealed whole, and its ESP packet cut: the inner packet arrives as it was.
  POST_ENCAPSULATION
}
