package hawser.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Finds the largest packet that reaches a peer whole, by probes that the peer answers (RFC 8899).
/// What ICMP says is a hint here, no more: a path whose routers are silent is found, and a forged
/// message is refuted by the answer to a probe of the old size.
///
/// ```
/// RESTING --due--> CONFIRMING --answered------------------------> RESTING
///                     \--no answer--> SEARCHING --two rounds later--^
/// ```
///
/// Confirming sends one size, three times at most; searching sends a whole ladder of sizes at once,
/// and the largest that is answered counts. Pure: it says which sizes to send. Sizes are octets of
/// outer IP packets.
final class PathProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CONFIRM_EACH = Duration.ofSeconds(30);
  private static final Duration CONFIRM_SUSPECT_EACH = Duration.ofSeconds(5);

  /// PMTU_RAISE_TIMER of RFC 8899 section 5.1.1.
  private static final Duration RAISE_EACH = Duration.ofMinutes(10);

  private static final int TRIES = 3;
  private static final int ROUNDS = 2;
  private static final int IP_UDP = 28;

  /// RFC 1191 section 7.1, finer where tunnels and access lines lie.
  private static final int[] PLATEAUS = {
    576, 1006, 1280, 1320, 1340, 1360, 1380, 1400, 1420, 1440, 1460, 1480, 1492, 1500, 2002, 4352,
    8166
  };

  /// What became of the packets that were sent on the path.
  enum Use {
    IDLE,
    ANSWERED,
    /// Some were sent, and nothing came back: they may have been too long.
    UNANSWERED
  }

  private enum State {
    RESTING,
    CONFIRMING,
    SEARCHING
  }

  private IntUnaryOperator lengths = IntUnaryOperator.identity();
  private State state = State.RESTING;
  private Instant next = Instant.EPOCH;
  private Instant confirmed = Instant.EPOCH;
  private Instant raiseAt = Instant.EPOCH;
  private List<Integer> asked = List.of();
  private int marker;
  private int link;
  private int kernel;
  private int top;
  private int sent;
  private int best;
  private int found;

  /// The largest size that was answered; 0 while nothing was.
  int found() {
    return found;
  }

  boolean isResting() {
    return state == State.RESTING;
  }

  /// The peer may be on another path: all is asked anew.
  void restart() {
    raiseAt = Instant.EPOCH;
  }

  /// The sizes to send now.
  ///
  /// @param linkMtu of our own device: the most there can be
  /// @param kernelMtu what ICMP made of it
  /// @param marker octets of the non-ESP marker in front of IKE messages: 4 on port 4500
  List<Integer> due(Instant now, int linkMtu, int kernelMtu, int marker, Use use) {
    boolean news = kernelMtu != kernel;
    boolean hopeful = linkMtu != link || kernelMtu > kernel; // another link may lead another way
    link = linkMtu;
    kernel = kernelMtu;
    this.marker = marker;
    found = Math.min(found, linkMtu);
    if (state == State.RESTING) {
      if (hopeful || found == 0 && news || !now.isBefore(raiseAt)) {
        begin(linkMtu, now);
      } else if (found > 0 && (news || isDoubtful(now, use))) {
        begin(found, now);
      }
    }
    if (state == State.RESTING || now.isBefore(next)) {
      return List.of();
    }
    boolean hinted = state == State.CONFIRMING && sent > 0 && kernelMtu < top;
    if (state == State.CONFIRMING && (sent == TRIES || hinted)) {
      state = State.SEARCHING;
      sent = 0;
    }
    if (state == State.SEARCHING && sent == ROUNDS) {
      found = best > 0 ? best : found;
      rest(now);
      return List.of();
    }
    sent++;
    next = now.plus(PATIENCE);
    asked = state == State.CONFIRMING ? List.of(top) : ladder();
    return asked;
  }

  /// Sizes are of messages of this session from now on.
  void use(IntUnaryOperator probeLength) {
    lengths = probeLength;
  }

  /// The octets of IKE message that make a packet of this size, or up to a block less.
  int message(int size) {
    return lengths.applyAsInt(size - IP_UDP - marker);
  }

  /// The peer answered a message of so many octets.
  void answered(int octets, Instant now) {
    for (int size : asked) {
      if (message(size) == octets) {
        best = Math.max(best, size);
      }
    }
    if (best == top && state != State.RESTING) {
      found = top;
      rest(now);
    }
  }

  private void begin(int size, Instant now) {
    state = State.CONFIRMING;
    top = size;
    best = 0;
    sent = 0;
    next = now;
    if (size == link) {
      raiseAt = now.plus(RAISE_EACH);
    }
  }

  private void rest(Instant now) {
    state = State.RESTING;
    asked = List.of();
    confirmed = now;
  }

  private boolean isDoubtful(Instant now, Use use) {
    return switch (use) {
      case IDLE -> false;
      case ANSWERED -> !now.isBefore(confirmed.plus(CONFIRM_EACH));
      case UNANSWERED -> !now.isBefore(confirmed.plus(CONFIRM_SUSPECT_EACH));
    };
  }

  /// Rising sizes, so that sequence numbers rise with them: what ICMP said, what was found before,
  /// plateaus as their probes really are, and the top.
  private List<Integer> ladder() {
    List<Integer> sizes = new ArrayList<>();
    IntStream.concat(
            IntStream.of(kernel, found, top),
            IntStream.of(PLATEAUS).map(size -> message(size) + IP_UDP + marker))
        .filter(size -> size > best && size <= top)
        .sorted()
        .distinct()
        .forEach(sizes::add);
    return sizes;
  }
}
