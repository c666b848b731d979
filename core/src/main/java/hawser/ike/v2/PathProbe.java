package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.ike.Action;
import java.time.Instant;
import java.util.List;

/// A liveness probe as long as a packet may be. When it is not answered, a short one is sent in its
/// place, as the peer takes a message cut anew for the same (RFC 7383 section 2.5.2); only an
/// answer to the long one says anything about the path.
final class PathProbe implements Request {
  /// The overhead of a notify without data.
  private static final int NOTIFY = Payloads.HEADER_LENGTH + 4;

  private final int octets;
  private final Window window;

  PathProbe(int octets, Window window) {
    this.octets = octets;
    this.window = window;
  }

  int octets() {
    return octets;
  }

  @Override
  public int exchange() {
    return ExchangeType.INFORMATIONAL;
  }

  @Override
  public List<Payload> payloads() {
    return List.of();
  }

  /// How long a probe of at most so many octets really is.
  static int length(Messages messages, int most) {
    return messages.sealedLength(NOTIFY + filling(messages, most));
  }

  /// As much as makes the message `octets` long, or a block less.
  List<Payload> filled(Messages messages) {
    return List.of(new Notify(Notify.FILLING, Octets.of(new byte[filling(messages, octets)])));
  }

  private static int filling(Messages messages, int most) {
    int data = Math.max(0, most - messages.sealedLength(NOTIFY));
    while (data > 0 && messages.sealedLength(NOTIFY + data) > most) {
      data--;
    }
    return data;
  }

  @Override
  public void answered(Instant now, Contents answer, List<Action> actions) {
    actions.add(new Action.LivenessConfirmed());
    if (window.triesOfLast() == 1) {
      actions.add(new Action.PathProbed(octets));
    }
  }
}
