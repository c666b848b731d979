package hawser.esp;

/// Whether "don't fragment" of an inner IPv4 packet counts.
public enum InnerDf {
  /// A packet that must not be cut is answered ([TooBig]).
  HONORED,

  /// It is cut as if it were allowed.
  IGNORED
}
