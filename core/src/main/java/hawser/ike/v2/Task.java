package hawser.ike.v2;

import hawser.ike.ChildConfig;
import hawser.ike.Spi;

/// Something that we want of the peer, when it is its turn: a window of one takes one request at a
/// time.
sealed interface Task {
  record NewChild(ChildConfig config) implements Task {}

  record RekeyChild(Spi inbound, ChildConfig config) implements Task {}

  /// The peer is to forget an SA that it has and we have no more.
  record DeleteChild(Spi inbound) implements Task {}

  record RekeyIke() implements Task {}

  record ProbeLiveness() implements Task {}

  record ProbePath(int octets) implements Task {}

  record Close(String reason) implements Task {}
}
