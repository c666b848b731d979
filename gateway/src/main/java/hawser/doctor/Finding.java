package hawser.doctor;

/// What one check found.
///
/// @param fix the command that mends a failure; empty when all is well
public record Finding(String name, Outcome outcome, String detail, String fix) {
  /// How a check ended.
  public enum Outcome {
    OK,
    FAILED
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, Outcome.OK, detail, "");
  }

  static Finding failed(String name, String detail, String fix) {
    return new Finding(name, Outcome.FAILED, detail, fix);
  }

  public boolean isOk() {
    return outcome == Outcome.OK;
  }
}
