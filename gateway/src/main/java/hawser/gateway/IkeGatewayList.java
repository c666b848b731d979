package hawser.gateway;

import hawser.ike.Session;
import hawser.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// `diagnose vpn ike gateway list`: one tunnel in FortiOS's layout.
final class IkeGatewayList {
  private IkeGatewayList() {}

  static void print(StringBuilder out, View view, Tunnel tunnel) {
    Instant now = view.loop().now();
    if (!out.isEmpty()) {
      out.append('\n');
    }
    out.append("vd: root/0\n");
    out.append("name: ").append(tunnel.name).append('\n');
    out.append("version: ").append(tunnel.phase1.version()).append('\n');
    out.append("interface: ").append(tunnel.phase1.interfaceName()).append(' ');
    out.append(Administration.linkIndex(view, tunnel)).append('\n');
    out.append("addr: ").append(TunnelList.local(tunnel)).append(" -> ");
    out.append(TunnelList.remote(tunnel)).append('\n');
    out.append("tun_id: ").append(tunnel.tunnelId).append('\n');
    out.append("remote_location: ").append(tunnel.location).append('\n');
    out.append("network-id: 0\n");
    out.append("created: ").append(seconds(tunnel.created, now)).append("s ago\n");
    if (tunnel.peer != null) {
      out.append("peer-id: ").append(Log.escape(tunnel.peer.toString())).append('\n');
    }
    tunnel.user.ifPresent(user -> out.append("xauth-user: ").append(Log.escape(user)).append('\n'));
    given(tunnel)
        .ifPresent(address ->
            out.append("assigned IPv4 address: ").append(address).append("/255.255.255.255\n"));
    tunnel
        .session()
        .map(Session::nat)
        .filter(nat -> !nat.isEmpty())
        .ifPresent(nat -> out.append("nat: ").append(nat).append('\n'));
    long established = tunnel.session().isPresent() ? 1 : 0;
    out.append(
        "IKE SA: created %d/%d  established %d/%d  time 0/0/0 ms%n"
            .formatted(
                tunnel.sessions.size(),
                tunnel.sessionsCreated,
                established,
                tunnel.sessionsEstablished));
    out.append(
        "IPsec SA: created %d/%d  established %d/%d  time 0/0/0 ms%n"
            .formatted(
                tunnel.children.size(),
                tunnel.childrenEstablished,
                tunnel.children.stream().filter(child -> child.active).count(),
                tunnel.childrenEstablished));
    int id = 0;
    for (Session session : tunnel.sessions) {
      out.append("\n  id/spi: ").append(++id).append(' ');
      out.append(session.initiatorSpi()).append('/').append(session.responderSpi()).append('\n');
      out.append("  direction: ");
      out.append(session.role().name().toLowerCase(Locale.ROOT)).append('\n');
      if (session.status() == Session.Status.ESTABLISHED) {
        long age = seconds(tunnel.establishedAt, now);
        out.append("  status: established %d-%ds ago = 0ms%n".formatted(age, age));
        session
            .proposal()
            .ifPresent(p -> out.append("  proposal: ").append(Suites.proposalName(p)).append('\n'));
        out.append("  key: ****************-****************\n");
        long lifetime = session.lifetime().toSeconds();
        out.append(
            "  lifetime/rekey: %d/%d%n".formatted(lifetime, Math.max(0, lifetime * 9 / 10 - age)));
        out.append(
            "  DPD sent/recv: %08x/%08x%n"
                .formatted(session.probesSent(), session.probesReceived()));
      } else {
        out.append(
            "  status: connecting, started %ds ago%n".formatted(seconds(tunnel.created, now)));
      }
    }
  }

  /// The address that one end gave the other.
  private static Optional<IpAddress> given(Tunnel tunnel) {
    if (tunnel.assigned != null) {
      return Optional.of(tunnel.assigned.address());
    }
    return tunnel.leases == null || tunnel.peer == null
        ? Optional.empty()
        : tunnel.leases.of(tunnel.peer, tunnel.user);
  }

  private static long seconds(Instant from, Instant to) {
    return Duration.between(from, to).toSeconds();
  }
}
