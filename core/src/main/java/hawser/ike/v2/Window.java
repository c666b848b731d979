package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.Path;
import hawser.ike.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Message IDs of one IKE SA: one request of ours at a time, repeated bit by bit with growing,
/// jittered gaps until it is answered; and our last answer, for a peer that repeats its request
/// (RFC 7296 sections 2.1 to 2.3). Only who asks repeats on its own.
final class Window {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final double GROWTH = 1.6;
  private static final Timer TIMER = new Timer(Timer.Kind.RETRANSMIT, 0);

  /// 1 + 1.6 + 2.6 + 4.1 + 6.6 + 10.5 s: whom we call is called again soon.
  static final int TRIES_CONNECTING = 6;

  /// 1 + 1.6 + 2.6 + 4.1 s: a peer that has closed already does not answer.
  static final int TRIES_CLOSING = 4;

  /// About two and a half minutes.
  static final int TRIES_ESTABLISHED = 12;

  private final Entropy entropy;
  private @Nullable Request request;
  private @Nullable Answer answer;
  private int nextRequest;
  private int expected;
  private int triesOfLast;

  private record Request(int id, int exchange, List<Octets> datagrams, int tries, int most) {}

  private record Answer(List<Octets> request, List<Octets> datagrams) {}

  Window(Entropy entropy) {
    this.entropy = entropy;
  }

  /// The Message ID of our next request.
  int nextRequest() {
    return nextRequest;
  }

  boolean isWaiting() {
    return request != null;
  }

  /// Sends a request and repeats it until [#answered]. While IKE_SA_INIT is asked for in other
  /// forms (RFC 7296 sections 2.6 and 1.2), each begins anew.
  void send(
      Instant now,
      Path path,
      int exchange,
      List<Octets> datagrams,
      int tries,
      List<Action> actions) {
    send(now, path, exchange, datagrams, datagrams, tries, actions);
  }

  /// The same, with other datagrams at first than when it is repeated (RFC 7383 section 2.5.2).
  void send(
      Instant now,
      Path path,
      int exchange,
      List<Octets> first,
      List<Octets> again,
      int tries,
      List<Action> actions) {
    request = new Request(nextRequest, exchange, again, 1, tries);
    first.forEach(datagram -> actions.add(new Action.Send(path, datagram)));
    actions.add(new Action.Arm(TIMER, now.plus(gap(1))));
  }

  /// True when this is the answer that we wait for.
  boolean isAnswer(int id, int exchange) {
    return request != null && request.id == id && request.exchange == exchange;
  }

  /// How often the request was sent that was answered last.
  int triesOfLast() {
    return triesOfLast;
  }

  void answered(List<Action> actions) {
    triesOfLast = request == null ? 0 : request.tries;
    request = null;
    nextRequest++;
    actions.add(new Action.Disarm(TIMER));
  }

  /// Gives up on the request that waits.
  void abandon(List<Action> actions) {
    request = null;
    actions.add(new Action.Disarm(TIMER));
  }

  /// The timer ran out. False when that was the last try.
  boolean repeat(Instant now, Path path, List<Action> actions) {
    if (request == null) {
      return true;
    }
    if (request.tries >= request.most) {
      return false;
    }
    int tries = request.tries + 1;
    request = new Request(request.id, request.exchange, request.datagrams, tries, request.most);
    request.datagrams.forEach(datagram -> actions.add(new Action.Send(path, datagram)));
    actions.add(new Action.Arm(TIMER, now.plus(gap(tries))));
    return true;
  }

  /// What a request of the peer is to us.
  enum Place {
    /// The next one.
    NEW,
    /// The one that we answered last.
    ANSWERED,
    /// Outside the window: never answered (section 2.3).
    OUTSIDE
  }

  Place place(int id) {
    if (id == expected) {
      return Place.NEW;
    }
    return id == expected - 1 && answer != null ? Place.ANSWERED : Place.OUTSIDE;
  }

  /// True when the message is bit by bit (a fragment of) the request that we answered last.
  boolean isRepeated(Octets message) {
    return answer != null && answer.request.contains(message);
  }

  /// The answer again, to where the request came from.
  void repeatAnswer(Path path, List<Action> actions) {
    if (answer != null) {
      answer.datagrams.forEach(datagram -> actions.add(new Action.Send(path, datagram)));
    }
  }

  /// Sends and keeps the answer to the request that was expected.
  ///
  /// @param asked the last datagram of the request
  void answer(Path path, Octets asked, List<Octets> datagrams, List<Action> actions) {
    expected++;
    answer = new Answer(List.of(asked), datagrams);
    datagrams.forEach(datagram -> actions.add(new Action.Send(path, datagram)));
  }

  private Duration gap(int tries) {
    double seconds = FIRST.toMillis() / 1000.0 * Math.pow(GROWTH, tries - 1.0);
    double jitter = 1 + entropy.octets(1).at(0) / 255.0 * 0.2;
    double bounded = Math.min(seconds, LONGEST.toMillis() / 1000.0);
    return Duration.ofMillis((long) (bounded * jitter * 1000));
  }
}
