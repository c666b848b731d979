package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.Path;
import hawser.ike.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Requests that wait for an answer, repeated bit by bit with growing, jittered gaps; and the
/// answers that we gave, for peers that repeat theirs. Only who asks repeats on its own.
final class Retransmission {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final double GROWTH = 1.6;
  private static final int TRIES = 6; // 1 + 1.6 + 2.6 + 4.1 + 6.6 + 10.5 s until given up
  private static final int ANSWERS_KEPT = 32;

  private final Entropy entropy;
  private final Map<Integer, Request> requests = new HashMap<>();
  private final Map<Integer, Answer> answers =
      new java.util.LinkedHashMap<>() {
        @java.io.Serial private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Answer> eldest) {
          return size() > ANSWERS_KEPT;
        }
      };

  private record Request(Path path, Octets message, int tries) {}

  private record Answer(Octets request, Octets answer) {}

  Retransmission(Entropy entropy) {
    this.entropy = entropy;
  }

  /// Sends a request and repeats it until [#answered].
  void request(Instant now, int exchange, Path path, Octets message, List<Action> actions) {
    requests.put(exchange, new Request(path, message, 1));
    actions.add(new Action.Send(path, message));
    actions.add(new Action.Arm(timer(exchange), now.plus(gap(1))));
  }

  void answered(int exchange, List<Action> actions) {
    if (requests.remove(exchange) != null) {
      actions.add(new Action.Disarm(timer(exchange)));
    }
  }

  /// Repeats the request of the exchange. False when it was the last try.
  boolean repeat(Instant now, int exchange, List<Action> actions) {
    Request request = requests.get(exchange);
    if (request == null) {
      return true;
    }
    if (request.tries == TRIES) {
      requests.remove(exchange);
      return false;
    }
    requests.put(exchange, new Request(request.path, request.message, request.tries + 1));
    actions.add(new Action.Send(request.path, request.message));
    actions.add(new Action.Arm(timer(exchange), now.plus(gap(request.tries + 1))));
    return true;
  }

  void remember(int exchange, Octets request, Octets answer) {
    answers.put(exchange, new Answer(request, answer));
  }

  /// Answers of an exchange that is over need not be repeated.
  void forget(int exchange) {
    answers.remove(exchange);
  }

  /// True when the message is one that was answered before; the answer is sent again.
  boolean repeatAnswer(int exchange, Octets message, Path path, List<Action> actions) {
    Answer known = answers.get(exchange);
    if (known == null || !known.request.equals(message)) {
      return false;
    }
    if (!known.answer.isEmpty()) {
      actions.add(new Action.Send(path, known.answer));
    }
    return true;
  }

  private Duration gap(int tries) {
    double seconds = FIRST.toMillis() / 1000.0 * Math.pow(GROWTH, tries - 1.0);
    double jitter = 1 + entropy.octets(1).at(0) / 255.0 * 0.2;
    return Duration.ofMillis((long) (seconds * jitter * 1000));
  }

  private static Timer timer(int exchange) {
    return new Timer(Timer.Kind.RETRANSMIT, exchange);
  }
}
