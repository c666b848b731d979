package hawser.gateway;

import hawser.config.Aggregate;
import hawser.config.Phase1;
import hawser.config.Phase2;
import hawser.config.Tree;
import hawser.esp.Drop;
import hawser.ike.IkeDrop;
import hawser.linux.Link;
import hawser.rest.TunnelSource.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What an administrator asks of a running gateway, as text in FortiOS's layouts.
public final class Administration {
  private final Gateway gateway;
  private final Engines engines;

  public Administration(Gateway gateway, Engines engines) {
    this.gateway = gateway;
    this.engines = engines;
  }

  public Tree tree() {
    return gateway.query(view -> view.configuration().tree());
  }

  public String tunnels(Optional<String> name, boolean keys) {
    return gateway.query(view -> {
      StringBuilder out = new StringBuilder("list all ipsec tunnel in vd 0\n");
      for (Tunnel tunnel : ordered(view)) {
        if (name.isEmpty() || name.get().equals(tunnel.name)) {
          TunnelList.print(out, view, tunnel, keys);
        }
      }
      return out.toString();
    });
  }

  public String ikeGateways(Optional<String> name) {
    return gateway.query(view -> {
      StringBuilder out = new StringBuilder();
      for (Tunnel tunnel : ordered(view)) {
        if (!tunnel.isTemplate() && name.map(tunnel.name::equals).orElse(true)) {
          IkeGatewayList.print(out, view, tunnel);
        }
      }
      return out.toString();
    });
  }

  /// Dial-up members are instances, the newest of a template first; templates are not listed.
  public String aggregates() {
    return gateway.query(view -> {
      StringBuilder out = new StringBuilder();
      for (Aggregate aggregate : view.configuration().aggregates()) {
        List<String> members = new ArrayList<>();
        for (String member : aggregate.members()) {
          List<Tunnel> ofMember = new ArrayList<>();
          for (Tunnel tunnel : view.tunnels().all()) {
            if (tunnel.phase1.name().equals(member) && tunnel.isUp()) {
              ofMember.addFirst(tunnel);
            }
          }
          ofMember.forEach(tunnel -> members.add(tunnel.name));
        }
        out.append(aggregate.name()).append('\n');
        out.append("members(").append(members.size()).append("):\n");
        members.forEach(member -> out.append("        ").append(member).append('\n'));
      }
      return out.toString();
    });
  }

  public String summary() {
    return gateway.query(view -> {
      StringBuilder out = new StringBuilder();
      List<Tunnel> tunnels = ordered(view);
      List<TunnelList.Counters> counters = TunnelList.counters(view, tunnels);
      for (int i = 0; i < tunnels.size(); i++) {
        Tunnel tunnel = tunnels.get(i);
        if (!tunnel.isTemplate()) {
          TunnelList.Counters c = counters.get(i);
          int total = Math.max(1, tunnel.children.size());
          long up = tunnel.children.stream().filter(child -> child.active).count();
          out.append(
              "'%s' %s  selectors(total,up): %d/%d  rx(pkt,err): %d/0  tx(pkt,err): %d/0%n"
                  .formatted(
                      tunnel.name,
                      TunnelList.remote(tunnel),
                      total,
                      up,
                      c.rxPackets(),
                      c.txPackets()));
        }
      }
      return out.toString();
    });
  }

  /// `get ipsec tunnel list`: a line for each selector that is up.
  public String selectors() {
    return gateway.query(view -> {
      StringBuilder out = new StringBuilder();
      String row = "%-16s %-22s %-24s %-24s %-7s %s%n";
      out.append(
          row.formatted(
              "NAME", "REMOTE-GW", "PROXY-ID-SOURCE", "PROXY-ID-DESTINATION", "STATUS", "TIMEOUT"));
      Instant now = view.loop().now();
      for (Tunnel tunnel : ordered(view)) {
        for (Tunnel.Child child : tunnel.children) {
          if (child.active) {
            out.append(
                row.formatted(
                    tunnel.name,
                    TunnelList.remote(tunnel),
                    child.sa.local().getFirst().range(),
                    child.sa.remote().getFirst().range(),
                    "up",
                    Math.max(0, Duration.between(now, child.expiresAt).toSeconds())));
          }
        }
      }
      return out.toString();
    });
  }

  /// `get vpn ipsec stats tunnel`.
  public String statistics() {
    return gateway.query(view -> {
      List<Tunnel> all = ordered(view);
      long dynamic = all.stream().filter(tunnel -> tunnel.parent != null).count();
      long fixed = all.stream().filter(t -> t.parent == null && !t.isTemplate()).count();
      long up =
          all.stream().flatMap(t -> t.children.stream()).filter(child -> child.active).count();
      long total =
          all.stream()
              .filter(tunnel -> !tunnel.isTemplate())
              .mapToLong(tunnel -> tunnel.plan.phase2s().size())
              .sum();
      return "tunnels%n  total: %d%n  static/ddns: %d%n  dynamic: %d%n  manual: 0%n  errors: 0%nselectors%n  total: %d%n  up: %d%n"
          .formatted(fixed + dynamic, fixed, dynamic, total, up);
    });
  }

  /// `diagnose vpn ike errors`: the last negotiations in which nothing matched, explained.
  public String mismatches() {
    return gateway.query(view -> view.tunnels().explanations().print());
  }

  /// Ends the IKE SAs of this name, or all; false when there is none.
  public boolean flush(Optional<String> name) {
    return gateway.query(view -> view.tunnels().flush(name));
  }

  /// `diagnose debug`.
  public Debugging debugging() {
    return new Debugging(gateway.trace());
  }

  public String systemStatus() {
    return gateway.query(view ->
        """
        Version: Hawser v0.1.0,build0001,261124
        Hostname: %s
        Operation Mode: NAT
        Current virtual domain: root
        Virtual domain configuration: disable
        Current HA mode: standalone
        Crypto engine: %s
        Workers: %d
        """
            .formatted(
                view.configuration().hostname(), engines.description(), view.workers().count()));
  }

  public String localCertificates(Optional<String> name) {
    return gateway.query(view ->
        CertificateList.locals(
            view.configuration().tree(), view.configuration().certificates(), name));
  }

  public String authorities(Optional<String> name) {
    return gateway.query(
        view -> CertificateList.authorities(view.configuration().certificates(), name));
  }

  public String crls() {
    return gateway.query(view -> CertificateList.crls(view.configuration().certificates()));
  }

  /// Why packets and IKE messages were dropped; only what happened.
  public String drops() {
    return gateway.query(view -> {
      StringBuilder out = new StringBuilder();
      List<long[]> counts = view.workers().ask(worker -> worker.drops().snapshot());
      for (Drop drop : Drop.values()) {
        out.append(
            "esp %-20s %d%n"
                .formatted(
                    drop.name().toLowerCase(java.util.Locale.ROOT),
                    counts.stream().mapToLong(ofWorker -> ofWorker[drop.ordinal()]).sum()));
      }
      for (IkeDrop drop : IkeDrop.values()) {
        out.append(
            "ike %-20s %d%n"
                .formatted(
                    drop.name().toLowerCase(java.util.Locale.ROOT),
                    view.tunnels().drops().getOrDefault(drop, 0L)));
      }
      return out.toString();
    });
  }

  /// Brings a tunnel up, or one phase 2 of it.
  public Outcome up(String name, Optional<String> phase2) {
    return act(
        name,
        phase2,
        (view, tunnel) -> {
          view.tunnels().call(tunnel);
          phase2.ifPresentOrElse(
              one -> view.tunnels().release(tunnel, one), () -> tunnel.held.clear());
        });
  }

  /// Brings a tunnel down, or one phase 2 of it, until [#up]; a dial-up peer may come again.
  public Outcome down(String name, Optional<String> phase2) {
    return act(
        name,
        phase2,
        (view, tunnel) -> {
          if (phase2.isPresent()) {
            view.tunnels().hold(tunnel, phase2.get());
          } else {
            tunnel.administrativelyDown = tunnel.parent == null;
            tunnel.called = false;
            view.tunnels().close(tunnel, "an administrator brought it down");
          }
        });
  }

  private Outcome act(String name, Optional<String> phase2, BiConsumer<View, Tunnel> body) {
    return gateway.query(view -> {
      Optional<Tunnel> tunnel = view.tunnels().find(name);
      if (tunnel.isEmpty()) {
        return Outcome.NO_TUNNEL;
      }
      if (phase2.isPresent() && tunnel.get().plan.phase2(phase2.get()).isEmpty()) {
        return Outcome.NO_PHASE2;
      }
      body.accept(view, tunnel.get());
      return Outcome.DONE;
    });
  }

  /// The phase 1 that a phase 2 belongs to, for those who name the phase 2 alone.
  public Optional<String> phase1Of(String phase2) {
    return gateway.query(view ->
        view.configuration().phase2s().stream()
            .filter(p -> p.name().equals(phase2))
            .map(Phase2::phase1Name)
            .findFirst());
  }

  public boolean has(String tunnel) {
    return gateway.query(view -> view.tunnels().find(tunnel).isPresent());
  }

  /// Templates and static tunnels in configured order, then the instances by template.
  static List<Tunnel> ordered(View view) {
    List<Tunnel> ordered = new ArrayList<>();
    for (Tunnel tunnel : view.tunnels().all()) {
      if (tunnel.parent == null) {
        ordered.add(tunnel);
      }
    }
    for (Phase1 phase1 : view.configuration().phase1s()) {
      for (Tunnel tunnel : view.tunnels().all()) {
        if (tunnel.parent != null && tunnel.phase1.name().equals(phase1.name())) {
          ordered.add(tunnel);
        }
      }
    }
    return ordered;
  }

  static int linkIndex(View view, Tunnel tunnel) {
    Link link = view.links().get(tunnel.phase1.interfaceName());
    return link == null ? 0 : link.index();
  }
}
