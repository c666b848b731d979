package hawser.bench.peers;

import java.util.Locale;

/// The tests, as `--tests` names them.
enum Load {
  TCP,
  TCP_BACK,
  TCP4,
  TCP4_BACK,
  UDP64,
  IMIX,
  LATENCY,
  /// From a cold start; only for what compiles while it runs.
  START;

  /// How long [#START] looks.
  static final int START_SECONDS = 31;

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// How long one run takes, for the announcement.
  int duration(int seconds) {
    return switch (this) {
      case TCP, TCP_BACK, TCP4, TCP4_BACK -> seconds + 2;
      case UDP64, IMIX -> seconds + 2;
      case LATENCY -> 2 * seconds + 3;
      case START -> START_SECONDS + 6;
    };
  }
}
