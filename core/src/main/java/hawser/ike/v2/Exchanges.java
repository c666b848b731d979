package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Spi;
import hawser.ike.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an established IKE SA asks of its peer: tasks wait in a queue, one request is under way.
final class Exchanges {
  private static final int MOST_TASKS = 512;
  private static final Timer RETRY = new Timer(Timer.Kind.RETRY, 0);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /// 1 + 2 + 4 + ... seconds, about two minutes: what is refused that long is refused for good (RFC
  /// 7296 section 2.25).
  private static final int MOST_RETRIES = 7;

  final IkeSa sa;
  final Supplier<Spi> spis;
  final Function<IkeSa, V2Session> successors;
  private final Messages messages;
  private final Window window;
  private final Deque<Task> tasks = new ArrayDeque<>();
  private final Deque<Task> later = new ArrayDeque<>();
  private @Nullable Request request;
  private @Nullable Request another;
  private final Set<Spi> deletedEarly = new HashSet<>();
  private int retries;

  /// The IKE SA that the peer made while it may be that ours takes the place of this one.
  @Nullable IkeRival rival;

  /// @param successors makes the session of an IKE SA that takes the place of this one
  Exchanges(
      IkeSa sa,
      Messages messages,
      Window window,
      Supplier<Spi> spis,
      Function<IkeSa, V2Session> successors) {
    this.sa = sa;
    this.messages = messages;
    this.window = window;
    this.spis = spis;
    this.successors = successors;
  }

  /// Queues a task once.
  void add(Task task) {
    if (tasks.size() < MOST_TASKS && !tasks.contains(task)) {
      tasks.add(task);
    }
  }

  void addFirst(Task task) {
    tasks.addFirst(task);
  }

  /// Forgets what is not begun.
  void clear() {
    tasks.clear();
    later.clear();
    another = null;
  }

  /// A path probe is lost: longer ones need not be tried.
  void forgetLongerProbes() {
    if (request instanceof PathProbe lost) {
      tasks.removeIf(task -> task instanceof Task.ProbePath(int octets) && octets >= lost.octets());
    }
  }

  /// Another IKE SA takes over the children and what is not begun. When this one is to end, so is
  /// the other.
  void handOver(V2Session session, IkeSa next, List<Action> actions) {
    if (!sa.is(IkeSa.State.ESTABLISHED)) {
      session.closeOnStart();
      actions.add(new Action.Replaced(session));
      return;
    }
    sa.rekeyed();
    sa.children.moveTo(next.children);
    tasks.addAll(later);
    tasks.forEach(session::queue);
    clear();
    actions.add(new Action.Replaced(session));
  }

  /// The peer's successor takes the place of this IKE SA, not ours.
  void adoptRival(Instant now, List<Action> actions) {
    IkeRival chosen = rival;
    rival = null;
    if (chosen != null) {
      handOver(chosen.session(), chosen.sa(), actions);
      actions.add(new Action.Arm(V2Session.LINGER, now.plus(V2Session.LINGERING)));
    }
  }

  /// True while a request of this kind waits for its answer.
  boolean isUnderWay(Class<? extends Request> kind) {
    return kind.isInstance(request);
  }

  /// The peer deletes an SA; maybe one that it has made for the request under way, whose answer is
  /// overtaken.
  void deletedByPeer(Spi outbound) {
    if (isUnderWay(ChildRequest.class) && deletedEarly.size() < ChildTable.MOST) {
      deletedEarly.add(outbound);
    }
  }

  /// Whether the peer deleted this SA before we had it.
  boolean isDeletedEarly(Spi outbound) {
    boolean deleted = deletedEarly.contains(outbound);
    deletedEarly.clear();
    return deleted;
  }

  /// Sends the next request if none is under way.
  void pump(Instant now, List<Action> actions) {
    while (request == null && !window.isWaiting() && mayAsk()) {
      Request next = another;
      another = null;
      if (next == null && tasks.isEmpty()) {
        return;
      }
      request = next != null ? next : begin(tasks.remove(), actions).orElse(null);
      if (request == null) {
        retries = 0; // what was put off is not wanted any more
      } else {
        send(now, request, actions);
      }
    }
  }

  /// To be sent before all tasks: the same once more, in another form.
  void instead(Request next) {
    another = next;
  }

  private boolean mayAsk() {
    return switch (sa.state()) {
      case ESTABLISHED, CLOSING -> true;
      case REKEYED -> tasks.peek() instanceof Task.Close;
      case CONNECTING, CLOSED -> false;
    };
  }

  private void send(Instant now, Request next, List<Action> actions) {
    int id = window.nextRequest();
    List<Octets> datagrams = messages.seal(next.exchange(), 0, id, next.payloads());
    if (next instanceof PathProbe probe) {
      Octets whole = messages.sealWhole(next.exchange(), 0, id, probe.filled(messages));
      actions.add(new Action.SendUncut(sa.path, whole));
      // Repeated small: lost because it is long, it would hold up all that follows.
      window.send(now, sa.path, next.exchange(), List.of(), datagrams, next.tries(), actions);
    } else {
      window.send(now, sa.path, next.exchange(), datagrams, next.tries(), actions);
    }
  }

  private Optional<Request> begin(Task task, List<Action> actions) {
    return switch (task) {
      case Task.NewChild(var config) ->
          Optional.of(new ChildRequest(this, config, Optional.empty()));
      case Task.RekeyChild(Spi inbound, var config) ->
          sa.children
              .byInbound(inbound)
              .filter(child -> child.state == Child.State.ALIVE && child.rival == null)
              .map(child -> new ChildRequest(this, config, Optional.of(child)));
      case Task.DeleteChild(Spi inbound) -> Optional.of(new DeleteRequest(this, inbound));
      case Task.RekeyIke() -> Optional.of(new IkeRekeyRequest(this));
      case Task.ProbeLiveness() -> Optional.of(new LivenessProbe());
      case Task.ProbePath(int octets) ->
          sa.features.fragmentation()
              ? Optional.of(new PathProbe(octets, window))
              : Optional.empty();
      case Task.Close(String reason) -> {
        sa.closing();
        actions.add(new Action.Report(Action.Level.INFO, "closing the IKE SA: " + reason));
        yield Optional.of(new CloseRequest(sa, reason));
      }
    };
  }

  /// The answer to the request under way.
  void answered(Instant now, Contents answer, List<Action> actions) throws Malformed {
    Request asked = request;
    request = null;
    window.answered(actions);
    if (asked == null) {
      return;
    }
    Optional<Notify> fatal = answer.notify(Notify.INVALID_SYNTAX);
    if (fatal.isPresent()) {
      asked.dropped("the peer does not understand us", actions);
      sa.close("the peer does not understand us", actions);
      return;
    }
    asked.answered(now, answer, actions);
    pump(now, actions);
  }

  /// The peer cannot now: the task waits, longer each time.
  ///
  /// @return false when it has waited long enough
  boolean retryLater(Instant now, Task task, List<Action> actions) {
    if (retries == MOST_RETRIES) {
      retries = 0;
      return false;
    }
    later.add(task);
    actions.add(new Action.Arm(RETRY, now.plus(FIRST_RETRY.multipliedBy(1L << retries))));
    retries++;
    return true;
  }

  void succeeded() {
    retries = 0;
  }

  void retry(Instant now, List<Action> actions) {
    later.forEach(this::add);
    later.clear();
    pump(now, actions);
  }

  /// Gives up on the request under way.
  void drop(String reason, List<Action> actions) {
    Request asked = request;
    request = null;
    if (window.isWaiting()) {
      window.abandon(actions);
    }
    if (asked != null) {
      asked.dropped(reason, actions);
    }
  }
}
