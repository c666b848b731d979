package hawser.config;

/// Something wrong with a configuration: where, which word, why, and what would be right.
///
/// @param hint the nearest valid word or the valid ones, as a clause; empty without
public record Problem(Severity severity, Position at, String token, String message, String hint) {
  /// Whether the configuration can be used.
  public enum Severity {
    ERROR,
    WARNING
  }

  static Problem error(Position at, String token, String message, String hint) {
    return new Problem(Severity.ERROR, at, token, message, hint);
  }

  static Problem warning(Position at, String token, String message) {
    return new Problem(Severity.WARNING, at, token, message, "");
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    String kind = isError() ? "error" : "warning";
    return at
        + ": "
        + kind
        + ": "
        + message
        + ": '"
        + token
        + "'"
        + (hint.isEmpty() ? "" : "; " + hint);
  }
}
