package hawser.rest;

import hawser.admin.Journal;
import hawser.admin.Principal;
import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import hawser.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `monitor/vpn/ipsec` in FortiOS's shape: a template's children first, then the template.
public final class IpsecMonitor {
  private static final Route.Granted SEE = new Route.Granted(Group.VPN, Access.READ);
  private static final Route.Granted ACT = new Route.Granted(Group.VPN, Access.READ_WRITE);
  private static final String BASE = "/api/v2/monitor/vpn/ipsec";

  private final TunnelSource source;
  private final Envelope envelope;
  private final Journal journal;

  public IpsecMonitor(TunnelSource source, Envelope envelope, Journal journal) {
    this.source = source;
    this.journal = journal;
    this.envelope = envelope;
  }

  public List<Route> routes() {
    return List.of(
        Route.of("GET", BASE, SEE, this::list),
        Route.of("GET", BASE + "/select", SEE, this::list),
        Route.of("POST", BASE + "/tunnel_up", ACT, (e, p) -> act(e, p, TunnelSource.Action.UP)),
        Route.of("POST", BASE + "/tunnel_down", ACT, (e, p) -> act(e, p, TunnelSource.Action.DOWN)),
        Route.of(
            "POST",
            BASE + "/tunnel_reset_stats",
            ACT,
            (e, p) -> act(e, p, TunnelSource.Action.RESET_STATISTICS)));
  }

  private Reply list(Exchange exchange, Principal principal) throws RestException {
    Snapshot now = source.snapshot();
    List<TunnelState> ordered = new ArrayList<>();
    for (TunnelState tunnel : now.tunnels()) {
      if (tunnel.parent().isEmpty()) {
        now.tunnels().stream()
            .filter(child -> child.parent().equals(tunnel.name()))
            .forEach(ordered::add);
        ordered.add(tunnel);
      }
    }
    String wanted = exchange.query().getOrDefault("tunnel", "");
    List<Map<String, Object>> rows =
        ordered.stream()
            .filter(tunnel -> wanted.isEmpty() || tunnel.name().equals(wanted))
            .map(tunnel -> row(tunnel, now.time()))
            .toList();
    return envelope.success(exchange, Selection.of(exchange).apply(rows));
  }

  private Reply act(Exchange exchange, Principal principal, TunnelSource.Action action)
      throws RestException {
    Fields body = Fields.of(exchange.body(), Set.of("p1name", "p2name", "p2serial"));
    String tunnel = body.required("p1name");
    Optional<String> phase2 = body.text("p2name");
    switch (source.act(action, tunnel, phase2)) {
      case NO_TUNNEL -> throw new RestException(404, -3, "p1name", "there is no such tunnel");
      case NO_PHASE2 ->
          throw new RestException(404, -3, "p2name", "the tunnel has no such phase 2");
      case DONE -> {}
    }
    String what = phase2.map(name -> tunnel + " phase 2 " + name).orElse(tunnel);
    journal.note(
        "'" + principal.name() + "' from " + exchange.source() + ": " + what + " " + action);
    return envelope.success(exchange, Json.object());
  }

  private static Map<String, Object> row(TunnelState tunnel, Instant now) {
    Map<String, Object> row = Json.object("proxyid", selectors(tunnel, now), "name", tunnel.name());
    boolean instance = tunnel.kind() == TunnelState.Kind.INSTANCE;
    boolean template = tunnel.kind() == TunnelState.Kind.TEMPLATE;
    if (instance) {
      row.put("parent", tunnel.parent());
    }
    row.put("comments", tunnel.comments());
    row.put("wizard-type", "custom");
    if (!template) {
      row.put("connection_count", tunnel.connections());
      row.put(
          "creation_time",
          tunnel.since().map(since -> Duration.between(since, now).toSeconds()).orElse(0L));
      row.put("username", tunnel.peer());
    }
    row.put("type", type(tunnel));
    row.put("incoming_bytes", template ? 0L : tunnel.rxBytes());
    row.put("outgoing_bytes", template ? 0L : tunnel.txBytes());
    row.put("rgwy", template ? "0.0.0.0" : tunnel.remote());
    row.put("tun_id", tunnel.tunnelId());
    row.put("tun_id6", "::10.0.%d.%d".formatted(tunnel.serial() >> 8 & 255, tunnel.serial() & 255));
    if (instance) {
      row.put("rport", tunnel.remotePort());
      row.put("dialup_index", tunnel.dialupIndex());
    }
    return row;
  }

  /// FortiOS's exporter skips `dialup`: a site that carries a location is a site, not a person.
  private static String type(TunnelState tunnel) {
    return switch (tunnel.kind()) {
      case STATIC -> "automatic";
      case TEMPLATE -> "";
      case INSTANCE -> tunnel.location().isEmpty() ? "dialup" : "automatic";
    };
  }

  private static List<Map<String, Object>> selectors(TunnelState tunnel, Instant now) {
    List<Map<String, Object>> selectors = new ArrayList<>();
    if (tunnel.kind() == TunnelState.Kind.TEMPLATE) {
      return selectors;
    }
    for (TunnelState.Selector selector : tunnel.selectors()) {
      Map<String, Object> one =
          Json.object(
              "proxy_src",
              List.of(side(tunnel, selector, selector.source(), selector.sourcePort())),
              "proxy_dst",
              List.of(side(tunnel, selector, selector.destination(), selector.destinationPort())),
              "status",
              selector.isUp() ? "up" : "down",
              "p2name",
              selector.phase2(),
              "p2serial",
              selector.serial());
      if (selector.isUp()) {
        one.put("expire", Math.max(0, secondsTo(selector, now)));
        one.put("incoming_bytes", selector.rxBytes());
        one.put("outgoing_bytes", selector.txBytes());
      }
      selectors.add(one);
    }
    return selectors;
  }

  private static long secondsTo(TunnelState.Selector selector, Instant now) {
    return selector.expires().map(end -> Duration.between(now, end).toSeconds()).orElse(0L);
  }

  /// Configured selectors are `net/mask`, negotiated ones of a dial-up peer `first-last`.
  private static Map<String, Object> side(
      TunnelState tunnel, TunnelState.Selector selector, String range, int port) {
    String subnet = range;
    int dash = range.indexOf('-');
    int slash = range.indexOf('/');
    if (slash > 0) {
      Prefix prefix = Prefix.parse(range);
      subnet =
          tunnel.kind() == TunnelState.Kind.INSTANCE
              ? prefix.first() + "-" + prefix.last()
              : prefix.address().isV4() ? prefix.address() + "/" + prefix.netmask() : range;
    } else if (dash < 0) {
      subnet = range + "-" + range;
    }
    return Json.object(
        "subnet", subnet, "port", port, "protocol", selector.protocol(), "protocol_name", "");
  }
}
