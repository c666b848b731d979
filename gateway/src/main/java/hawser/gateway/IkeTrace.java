package hawser.gateway;

import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.v1.Description;
import hawser.net.IpAddress;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// `diagnose debug application ike`: what IKE does, line by line, for those who listen. No key, no
/// password and no payload that was encrypted ever stands in a line. The control loop writes;
/// listeners read from threads of their own, and lose lines when they are too slow.
public final class IkeTrace {
  private static final int MOST_LISTENERS = 8;
  private static final int MOST_LINES = 4_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  /// What is shown; empty parts admit everything.
  ///
  /// @param name of a tunnel or template
  record Filter(Optional<String> name, Optional<IpAddress> remote, Optional<IpAddress> local) {
    static final Filter NONE = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

    boolean admits(String tunnel, String template, Path path) {
      return name.map(n -> n.equals(tunnel) || n.equals(template)).orElse(true)
          && remote.map(path.remote().address()::equals).orElse(true)
          && local.map(path.local().address()::equals).orElse(true);
    }
  }

  private final List<BlockingQueue<String>> listeners = new CopyOnWriteArrayList<>();
  private volatile int level;
  private volatile boolean timestamps;
  private volatile Filter filter = Filter.NONE;

  /// @param next 0 for nothing, as FortiOS has it; every other value shows all
  public void level(int next) {
    level = next;
  }

  public int level() {
    return level;
  }

  public void timestamps(boolean shown) {
    timestamps = shown;
  }

  Filter filter() {
    return filter;
  }

  void filter(Filter next) {
    filter = next;
  }

  /// A queue of the lines to come, until [#leave]; empty when too many listen.
  public Optional<BlockingQueue<String>> listen() {
    if (listeners.size() >= MOST_LISTENERS) {
      return Optional.empty();
    }
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(MOST_LINES);
    listeners.add(queue);
    return Optional.of(queue);
  }

  public void leave(BlockingQueue<String> queue) {
    boolean _ = listeners.remove(queue);
  }

  public boolean isListening(BlockingQueue<String> queue) {
    return listeners.contains(queue);
  }

  /// Nobody listens any more.
  public void leaveAll() {
    listeners.clear();
  }

  private boolean isOff() {
    return level == 0 || listeners.isEmpty();
  }

  /// A message came.
  void comes(
      SessionTable.@Nullable Entry entry, Path path, int link, Header header, Octets message) {
    if (isOff()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "comes %s->%s,ifindex=%d,vrf=0,len=%d...."
            .formatted(path.remote(), path.local(), link, message.length()));
    lines.add(
        "IKEv%d exchange=%s id=%s/%s%s len=%d"
            .formatted(
                header.majorVersion(),
                name(header),
                header.initiatorSpi(),
                header.responderSpi(),
                header.messageId() == 0 ? "" : ":%08x".formatted(header.messageId()),
                message.length()));
    if (header.majorVersion() == 1) {
      lines.addAll(Description.lines(header, message));
    }
    write(entry, path, lines);
  }

  /// A session does something.
  void does(SessionTable.Entry entry, Action action) {
    if (isOff()) {
      return;
    }
    Session session = entry.session;
    describe(session, action).ifPresent(line -> write(entry, session.path(), List.of(line)));
  }

  private static Optional<String> describe(Session session, Action action) {
    return switch (action) {
      case Action.Send(Path path, Octets message) ->
          Optional.of(
              "sent IKE msg: %s->%s, len=%d, id=%s/%s"
                  .formatted(
                      path.local(),
                      path.remote(),
                      message.length(),
                      session.initiatorSpi(),
                      session.responderSpi()));
      case Action.Established done ->
          Optional.of(
              "established IKE SA %s/%s, peer %s"
                  .formatted(session.initiatorSpi(), session.responderSpi(), done.peer()));
      case Action.UserKnown(String user) -> Optional.of("XAuth user " + user);
      case Action.Configured(var given) -> Optional.of("mode-cfg address " + given.address());
      case Action.Located(IpAddress location) -> Optional.of("peer location " + location);
      case Action.NothingMatches(var mismatch) ->
          Optional.of("negotiation failure, " + Explanation.of(mismatch).event());
      case Action.InstallChild(var child) ->
          Optional.of(
              "add IPsec SA: SPIs=%s/%s, %s, local %s remote %s"
                  .formatted(
                      child.inbound(),
                      child.outbound(),
                      child.suite().text(),
                      child.local(),
                      child.remote()));
      case Action.UseChild(var inbound) -> Optional.of("IPsec SA " + inbound + " is in use");
      case Action.AbandonChild(var inbound) -> Optional.of("IPsec SA " + inbound + " is abandoned");
      case Action.RemoveChild(var outbound) -> Optional.of("recv IPsec SA delete, SPI " + outbound);
      case Action.ChildFailed(String name, String reason) ->
          Optional.of("phase 2 " + name + " failed: " + reason);
      case Action.Dropped(var reason, String detail) ->
          Optional.of("dropped: " + reason.text() + " (" + detail + ")");
      case Action.Report(var _, String text) -> Optional.of(text);
      case Action.Closed(String reason) -> Optional.of("IKE SA deleted: " + reason);
      case Action.LivenessConfirmed() -> Optional.of("recv R-U-THERE-ACK");
      case Action.SendUncut(var _, var _) -> Optional.empty();
      case Action.Arm(var _, var _) -> Optional.empty();
      case Action.Disarm(var _) -> Optional.empty();
      case Action.Replaced(var _) -> Optional.of("IKE SA replaced");
      case Action.PeerAlive() -> Optional.empty();
      case Action.PathProbed(int _) -> Optional.empty();
    };
  }

  private void write(SessionTable.@Nullable Entry entry, Path path, List<String> lines) {
    String tunnel = entry == null ? "" : entry.tunnel.name;
    String template = entry == null ? "" : entry.tunnel.phase1.name();
    if (entry == null ? filter.name().isPresent() : !filter.admits(tunnel, template, path)) {
      return;
    }
    if (entry == null && !filter.admits("", "", path)) {
      return;
    }
    String prefix = entry == null ? "ike 0: " : "ike 0:" + tunnel + ":" + entry.serial + ": ";
    String time = timestamps ? LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + " " : "";
    for (String line : lines) {
      String whole = time + prefix + Log.escape(line) + "\n";
      listeners.forEach(listener -> {
        boolean _ = listener.offer(whole);
      });
    }
  }

  private static String name(Header header) {
    return header.majorVersion() == 1
        ? Description.exchange(header)
        : "exchange " + header.exchange();
  }
}
