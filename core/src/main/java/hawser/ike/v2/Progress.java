package hawser.ike.v2;

/// How far the opening exchanges have come.
enum Progress {
  UNDER_WAY,
  ESTABLISHED,
  /// The session has ended.
  REFUSED
}
